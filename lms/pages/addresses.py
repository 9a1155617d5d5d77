"""Addresses that work outside the site: in mails, calendars, chat messages and on paper."""

from django.conf import settings
from wagtail.models import Site


def default_site():
    """Return the site that mails speak for, or None where Wagtail has none yet."""
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def site_address(site):
    """Return the address of `site`, without a slash at the end.

    A Wagtail site that nobody has named yet is called localhost; `WAGTAILADMIN_BASE_URL` stands in for it.
    """
    if site is None or site.hostname == "localhost":
        configured = getattr(settings, "WAGTAILADMIN_BASE_URL", "").rstrip("/")
        return configured or (site.root_url if site else "")
    return site.root_url
