import re

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from .colors import brand_tones
from .dashboard import build_dashboard
from .forms import SignInForm
from .permissions import sign_in_required


@require_GET
@sign_in_required
def dashboard(request):
    """ "My learning": what to do next, on one page."""
    return render(request, "lms/dashboard.html", {"dashboard": build_dashboard(request)})


class SignInView(auth_views.LoginView):
    """Sign in, for hosts without a page of their own."""

    template_name = "lms/sign_in.html"
    authentication_form = SignInForm
    next_page = reverse_lazy("lms:dashboard")
    redirect_authenticated_user = True

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "throttled"):
            response.status_code = 429
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_demo=getattr(settings, "LMS_DEMO", False), **kwargs)


class SignOutView(auth_views.LogoutView):
    """Sign out by POST, then to the front page."""

    next_page = "/"


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


@never_cache
@require_GET
def health(request):
    """Answer 200 when the database answers, for a load balancer or a monitor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
def styleguide(request):
    """Every component on one page, for people who write templates. Only in development."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "lms/styleguide.html")
