import re

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail import hooks

from .actions import save_preferences
from .colors import brand_tones
from .dashboard import build_dashboard
from .forms import PreferencesForm, SignInForm
from .health import check_health
from .people import profile_of
from .permissions import sign_in_required
from .personal_data import personal_data, write_archive


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
            response["Retry-After"] = str(self.request.lms_seconds_to_wait)
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_demo=getattr(settings, "LMS_DEMO", False), **kwargs)


class SignOutView(auth_views.LogoutView):
    """Sign out by POST, then to the front page."""

    next_page = "/"


@require_http_methods(["GET", "POST"])
@sign_in_required
def preferences(request):
    """Where I am, whether I want reminders, and what the apps add by the hook `register_preference_panels`."""
    profile = profile_of(request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=profile)
    if form.is_valid():
        save_preferences(user=request.user, **form.cleaned_data)
        messages.success(request, _("Your preferences are saved."))
        return redirect("lms:preferences")
    panels = sorted(pair for register in hooks.get_hooks("register_preference_panels") for pair in register(request))
    return render(
        request, "lms/preferences.html", {"form": form, "panels": panels}, status=422 if form.is_bound else 200
    )


@never_cache
@require_GET
@sign_in_required
def my_data(request):
    """What is kept about me, why, and who reads it."""
    return render(request, "lms/my_data.html", {"tables": personal_data(request.user)})


@never_cache
@require_GET
@sign_in_required
def my_data_file(request):
    """All of it in one file; always one's own, so there is nothing to guess."""
    response = HttpResponse(write_archive(request.user), content_type="application/zip")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


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
    """Tell a load balancer or a monitor how the site is: 200 while it serves pages, 503 without its database."""
    found = check_health()
    return JsonResponse(found, status=503 if found["status"] == "down" else 200)


@require_GET
def styleguide(request):
    """Every component on one page, for people who write templates. Only in development."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "lms/styleguide.html")
