from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail import hooks

from lms.accounts.actions import save_preferences
from lms.accounts.forms import PreferencesForm, SignInForm
from lms.accounts.people import profile_of
from lms.roles.permissions import sign_in_required


class SignInView(auth_views.LoginView):
    """Sign in, for hosts without a page of their own."""

    template_name = "lms/accounts/sign_in.html"
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
        request, "lms/accounts/preferences.html", {"form": form, "panels": panels}, status=422 if form.is_bound else 200
    )
