"""The entries at the top of every page. Each app adds its own by the hook `register_learning_nav`."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from wagtail import hooks

from lms.caching.cache import cached, version_for


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


def item_to(view_name, label, request, *, is_section=False, **facts):
    """Return the `NavItem` to a view without arguments: its address and words are made once for all visitors.

    label: lazily translated. is_section: the entry is also marked on the pages below the address.
    """
    url, label = cached(
        version_for(request), ("lms.item_to", view_name, get_language()), lambda: (reverse(view_name), str(label))
    )
    is_active = request.path.startswith(url) if is_section else request.path == url
    return NavItem(label, url, is_active=is_active, **facts)


def learning_navigation(request):
    """Return the entries for this visitor in order."""
    items = [item for register in hooks.get_hooks("register_learning_nav") for item in register(request)]
    return sorted(items, key=lambda item: item.order)
