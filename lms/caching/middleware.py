import copy

from wagtail.models import Site

from lms.caching.cache import cached, version_for


class CachedSiteMiddleware:
    """Know Wagtail's site and its root page without asking: two queries less on every page, a third of its cost.

    Belongs at the end of `MIDDLEWARE`. It acts for pages that Wagtail serves and for no other view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.url_name == "wagtail_serve":
            address = request.META.get("HTTP_HOST", ""), request.get_port()
            site = cached(version_for(request), ("lms.site", *address), lambda: load_site(request))
            request._wagtail_site = copy_site(site) if site else None  # where `Site.find_for_request` looks first


def load_site(request):
    site = Site.find_for_request(request)
    if site:
        site.root_page.specific  # noqa: B018 - asked once, kept with the site
    return site


def copy_site(site):
    """Return a copy with a root page of its own, so that nothing a request adds to it is seen by another."""
    site, root_page = copy.copy(site), copy.copy(site.root_page)
    root_page.specific = copy.copy(root_page.specific)
    site.root_page = root_page
    return site
