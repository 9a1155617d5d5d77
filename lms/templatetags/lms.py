"""Tags of Fledge's pages. None of them asks the database, except `lms_brand` for the site's own settings, kept."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Site

from lms.accounts.people import handle_of, name_of, short_name_of
from lms.brand.models import Brand
from lms.caching.cache import cached, version_for
from lms.dashboard.navigation import learning_navigation
from lms.days import write_date, write_datetime
from lms.pages.addresses import address_of_site
from lms.pages.statuses import status_look
from lms.roles.permissions import Role, has_role

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static/lms/vendor/bootstrap-icons/icons.svg"
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="0 0 16 16">((?:(?!</?symbol).)*+)</symbol>')


@cache
def icon_symbols():
    """Return the drawing of each icon by its name, read once from the vendored file."""
    return dict(SYMBOL.findall(SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
@cache
def lms_icon(name, extra_class=""):
    """Draw an icon of Bootstrap Icons inside the page, hidden from screen readers: a word always stands beside it.

    Raises:
        KeyError: the icon is not in the vendored file.
    """
    return format_html(
        '<svg class="lms-icon lms-icon--{} {}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        name,
        extra_class,
        mark_safe(icon_symbols()[name]),  # noqa: S308 - our own sprite
    )


@register.inclusion_tag("lms/includes/sign.html")
def lms_sign():
    """Draw the wagtail, Fledge's sign."""
    return {}


@register.inclusion_tag("lms/includes/progress.html")
def lms_progress(value, max, label="", text=""):
    """Draw a bar. `label` names it for screen readers ("Progress in First steps"), `text` stands beside it."""
    return {"value": value, "max": max, "label": label, "text": text}


@register.inclusion_tag("lms/includes/ring.html")
def lms_ring(value, max, label=""):
    """Draw the share of `max` done as a ring with its percentage, rounded down, inside."""
    percent = int(100 * value / max) if max else 0
    return {"percent": percent, "label": label}


@register.simple_tag
def lms_status(status, label="", pill=False):
    """Write a status as icon and word in its tone. `label` replaces the word; an unknown status needs one."""
    tone, icon, word = status_look(status)
    css_class = f"lms-status--{tone} lms-status--pill" if pill else f"lms-status--{tone}"
    return format_html('<span class="lms-status {}">{} {}</span>', css_class, lms_icon(icon), label or word)


@register.filter
def short_name(user):
    """Return how a page speaks of a person, "" for an anonymous visitor."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return short_name_of(user)


@register.filter
def full_name(user):
    """Return the name of a person, "" for no one."""
    return name_of(user) if user else ""


@register.filter
def handle(user):
    """Return by what a mention calls a person."""
    return handle_of(user)


@register.simple_tag(takes_context=True)
def lms_page_url(context, page):
    """Return the address of a Wagtail page: without a host where it is on the visitor's own site, "" if it has none."""
    return page.get_url(context.get("request")) or ""


@register.filter
def site_address_of(page):
    """Return the address of the site that a page belongs to, for a link in a mail about several pages."""
    return address_of_site(page)


@register.filter(expects_localtime=True)
def lms_date(value):
    """Write a date, or the date of a moment in the active time zone: "Dec 7, 2026"."""
    return write_date(value) if value else ""


@register.filter(expects_localtime=True)
def lms_datetime(value):
    """Write a moment in the active time zone: "Dec 7, 2026, 2:30 p.m."."""
    return write_datetime(value) if value else ""


@register.filter
def initials(name):
    """Return up to two capitals of a name, for an avatar."""
    words = re.findall(r"\w+", str(name))
    return "".join(word[0] for word in words[:2]).upper()


@register.simple_tag(takes_context=True)
def lms_navigation(context):
    """Return the entries at the top of the page; none on an error page made without a request."""
    request = context.get("request")
    return tuple(learning_navigation(request)) if hasattr(request, "user") else ()


@register.simple_tag(takes_context=True)
def lms_cached(context, template_name, **values):
    """Include a template that is drawn once for all visitors, and again only after a change (see `lms.caching.cache`).

    The template gets nothing but `values`, so it cannot show anything of the visitor by mistake; each combination of
    them is kept, so they must be few and hashable. What is the visitor's own is named `own_...`: a text that takes its
    place in what was kept. A form needs `own_csrf_token=csrf_token`.
    """
    request = context.get("request")
    own = {name: values.pop(name) for name in list(values) if name.startswith("own_")}
    html = cached(
        version_for(request) if request else None,
        ("lms.kept", template_name, get_language(), *values.items()),
        lambda: render_to_string(template_name, values | {name: place_of(name) for name in own}),
    )
    for name, value in own.items():
        html = html.replace(place_of(name), conditional_escape(value))
    return mark_safe(html)  # noqa: S308 - rendered by a template


def place_of(name):
    """Return what stands for the visitor's own `name` in HTML that is kept: no text that people write contains it."""
    return f"\x02{name}\x03"


@register.simple_tag(takes_context=True)
def lms_brand(context):
    """Return the firm's name and logo, or an empty brand on an error page made without a request."""
    request = context.get("request")
    if not request:
        return Brand()
    address = request.META.get("HTTP_HOST", ""), request.get_port()
    return cached(version_for(request), ("lms.brand", *address), lambda: load_brand(Site.find_for_request(request)))


def load_brand(site):
    """Return the brand of `site`, or an empty one: a visit stores nothing."""
    return Brand.objects.filter(site=site).select_related("logo").first() or Brand(pk=0)


@register.simple_tag(takes_context=True)
def lms_brand_stylesheet(context):
    """Return the address of the stylesheet with the firm's color, or nothing for a firm without one."""
    color = lms_brand(context).accent_color
    return reverse("lms:brand_stylesheet", args=[color.removeprefix("#").lower()]) if color else ""


@register.simple_tag
def lms_stylesheets():
    """Return what the apps add to the styles of every page, as names of static files."""
    return [name for sheets in hooks.get_hooks("register_learning_stylesheets") for name in sheets()]


@register.simple_tag(takes_context=True)
def lms_teach_url(context):
    """Return where this person edits and teaches in the Wagtail admin, or nothing for those who do not."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not has_role(user, Role.TRAINER, Role.FACILITATOR):
        return ""
    try:
        return reverse("wagtailadmin_home")
    except NoReverseMatch:
        return ""
