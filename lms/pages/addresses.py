"""Addresses that work outside the site: in mails, calendars, chat messages and on paper.

Where there are several sites, what is about a page leads to the site of that page: only there is its reader signed in.
"""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def default_site():
    """Return the site that speaks for what is about no page, or None where Wagtail has none yet."""
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def site_address(site):
    """Return the address of `site`, without a slash at the end.

    A Wagtail site that no one has named yet is called localhost; `WAGTAILADMIN_BASE_URL` stands in for it.
    """
    return _named(site.root_url if site else "")


def _named(root_url):
    if not root_url or urlsplit(root_url).hostname == "localhost":
        return getattr(settings, "WAGTAILADMIN_BASE_URL", "").rstrip("/") or root_url
    return root_url


def site_of(page):
    """Return the site that `page` belongs to; the default one if it is below none, or for None."""
    return (page.get_site() if page else None) or default_site()


def address_of_site(page):
    """Return the address of the site that `page` belongs to, as `site_address(site_of(page))` but without a query."""
    parts = page.get_url_parts() if page else None
    return _named(parts[1]) if parts and parts[1] else site_address(default_site())


def full_address(page):
    """Return the whole address of `page`, or that of its site where the page has none."""
    parts = page.get_url_parts()
    return address_of_site(page) + (parts[2] if parts and parts[2] else "")
