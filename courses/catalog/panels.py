from wagtail import hooks


def collect_panels(hook, *args):
    """Return the HTML of the panels that the apps add by `hook`, each a list of (order, html), in order."""
    panels = [panel for register in hooks.get_hooks(hook) for panel in register(*args)]
    return [html for _order, html in sorted(panels, key=lambda panel: panel[0])]
