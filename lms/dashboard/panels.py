""" "My learning": one page made of panels, to which each app adds by the hook `register_dashboard_panels`."""

from dataclasses import dataclass, field

from wagtail import hooks


@dataclass(frozen=True)
class DashboardPanel:
    """A part of "My learning".

    order: ascending; `template_name` is included with `panel` and everything in `context`.
    is_empty: an empty panel is left out, and a page of empty panels shows the way to the catalog instead.
    """

    order: int
    template_name: str
    context: dict = field(default_factory=dict)
    is_empty: bool = False


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next, shown on top; the lowest `order` of all apps wins."""

    order: int
    title: str
    text: str
    url: str
    action: str
    kicker: str = ""
    icon: str = ""


@dataclass
class Dashboard:
    panels: list = field(default_factory=list)
    next_steps: list = field(default_factory=list)

    @property
    def next_step(self):
        return min(self.next_steps, key=lambda step: step.order, default=None)


def build_dashboard(request):
    """Return the `Dashboard` of the signed-in person, asking each app once.

    Each function registered for `register_dashboard_panels` is called with `(request, dashboard)` and appends to
    `dashboard.panels` and `dashboard.next_steps`.
    """
    dashboard = Dashboard()
    for add_panels in hooks.get_hooks("register_dashboard_panels"):
        add_panels(request, dashboard)
    dashboard.panels = sorted((panel for panel in dashboard.panels if not panel.is_empty), key=lambda p: p.order)
    return dashboard
