"""The entries at the top of every page. Each app adds its own by the hook `register_learning_nav`."""

from dataclasses import dataclass

from wagtail import hooks


@dataclass(frozen=True)
class NavItem:
    """One entry; `order` sorts ascending, `icon` is a name of the icon sprite.

    is_personal: it stands in the menu under the person's name.
    """

    label: str
    url: str
    icon: str = ""
    order: int = 100
    is_active: bool = False
    is_personal: bool = False


def learning_navigation(request):
    """Return the entries for this visitor in order."""
    items = [item for register in hooks.get_hooks("register_learning_nav") for item in register(request)]
    return sorted(items, key=lambda item: item.order)
