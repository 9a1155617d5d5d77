"""Calendars: the private feed of each person, and one class to add by hand."""

import hashlib

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe
from wagtail.models import Site

from courses.calendars.forms import CalendarKeyForm
from courses.calendars.presenters import class_calendar, personal_calendar
from courses.classes.models import Booking
from courses.classes.permissions import can_run_class, classes_for
from lms.accounts.actions import renew_calendar_key
from lms.accounts.people import language_of, profile_of
from lms.pages.addresses import site_address
from lms.roles.permissions import sign_in_required


@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request, key):
    """A person's calendar, for programs that cannot sign in: whoever has the address reads it."""
    person = get_object_or_404(get_user_model().objects.filter(is_active=True), lms_profile__calendar_key=key)
    with translation.override(language_of(person)):
        content = personal_calendar(person)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = calendar_response(content, "learning.ics", disposition="inline")
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)


@require_GET
@sign_in_required
@cache_control(private=True, no_store=True)
def calendar(request):
    """The address of my feed, and how calendars take it."""
    return show_calendar(request)


def show_calendar(request, *, status=200):
    key = profile_of(request.user).calendar_key
    url = site_address(Site.find_for_request(request)) + reverse("lms_courses:calendar_feed", args=[key])
    return render(
        request,
        "lms_courses/calendars/calendar.html",
        {
            "trail": [(_("Preferences"), reverse("lms:preferences"))],
            "feed_url": url,
            "webcal_url": "webcal://" + url.partition("://")[2],
            "calendar_key": key,
        },
        status=status,
    )


@require_POST
@sign_in_required
@cache_control(private=True, no_store=True)
def new_calendar_address(request):
    form = CalendarKeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Your calendar address has not changed. Use the button on this page to change it."))
        return show_calendar(request, status=422)
    renew_calendar_key(user=request.user, old_key=form.cleaned_data["old_key"])
    messages.success(
        request, _("Your calendar has a new address, and the old one no longer works. Subscribe to the new one.")
    )
    return redirect("lms_courses:calendar")


@require_GET
@sign_in_required
def class_file(request, pk):
    """One class as a file that calendars open, for those who may know its link."""
    classes = classes_for(request.user).held()
    if not can_run_class(request.user, None):
        seats = Booking.objects.booked().filter(learner=request.user)
        classes = classes.filter(pk__in=seats.values("scheduled_class"))
    scheduled_class = get_object_or_404(classes.select_related("course"), pk=pk)
    return calendar_response(class_calendar(scheduled_class), f"{slugify(str(scheduled_class)) or 'class'}.ics")


def calendar_response(content, filename, *, disposition="attachment"):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    return response


def preference_panels(request):
    """The way to the feed, on the page of preferences."""
    return [(10, render_to_string("lms_courses/calendars/includes/calendar_panel.html", request=request))]
