import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from wagtail import hooks

from lms.brand.colors import brand_tones


@cache_control(max_age=31536000, public=True, immutable=True)
@require_GET
def brand_stylesheet(request, color):
    """The firm's color for pages: a stylesheet, since a strict content security policy allows no inline style.

    It depends on its address alone, so browsers keep it for a year and it asks no database.
    """
    if not re.fullmatch(r"[0-9a-f]{6}", color):
        raise Http404
    light, dark = brand_tones(f"#{color}")
    styles = f":root{{--lms-brand:{light};--lms-brand-dark:{dark}}}\n"
    return HttpResponse(styles, content_type="text/css; charset=utf-8")


@require_GET
def styleguide(request):
    """Every component on one page, for people who write templates. Only in development."""
    if not settings.DEBUG:
        raise Http404
    sections = [name for templates in hooks.get_hooks("register_styleguide_sections") for name in templates()]
    return render(request, "lms/brand/styleguide.html", {"sections": sections})
