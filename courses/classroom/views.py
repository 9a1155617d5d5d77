"""The page of a class for the room: what is on, who is here, where to go next."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET

from courses.catalog.panels import collect_panels
from courses.classes.models import Booking
from courses.classes.permissions import can_run_class, classes_for
from courses.classes.presenters.room import now_in_room
from courses.enrollment.queries import find_enrollment
from courses.learning.presenters.courses import build_outline
from lms.roles.permissions import sign_in_required

#: htmx stops asking when it is answered so.
STOP_POLLING = 286


def enter(request, pk):
    """Return the class and whether this user runs it; without a seat the class is None.

    Raises:
        Http404: the user may not see the class at all.
    """
    scheduled_class = get_object_or_404(classes_for(request.user).select_related("course"), pk=pk)
    may_run = can_run_class(request.user, scheduled_class)
    booked = Booking.objects.booked().filter(scheduled_class=scheduled_class, learner=request.user)
    return (scheduled_class if may_run or booked.exists() else None), may_run


@require_GET
@sign_in_required
def room(request, pk):
    """For those with a seat and the trainers; others are led to the page where one books."""
    scheduled_class, may_run = enter(request, pk)
    if scheduled_class is None:
        return redirect("lms_courses:class_detail", pk)
    enrollment = find_enrollment(scheduled_class.course, request.user)
    outline = build_outline(scheduled_class.course, enrollment) if enrollment else None
    context = {
        "scheduled_class": scheduled_class,
        "may_run": may_run,
        "room": now_in_room(scheduled_class),
        "next_lesson": outline.first_open if outline and outline.left else None,
        "enrollment": enrollment,
        "trainers": list(scheduled_class.trainers.all()),
        "panels": collect_panels("register_class_panels", request, scheduled_class),
    }
    return render(request, "lms_courses/classroom/room.html", context)


@require_GET
def room_now(request, pk):
    """What changes on the page of the room, for htmx: 304 while nothing is new, 286 when the class is over.

    A page left open by someone who has signed out since, or has no seat any more, is told to stop asking.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING)
    scheduled_class, may_run = enter(request, pk)
    if scheduled_class is None:
        return HttpResponse(status=STOP_POLLING)
    now = now_in_room(scheduled_class)
    context = {"scheduled_class": scheduled_class, "may_run": may_run, "room": now}
    html = render_to_string("lms_courses/classroom/includes/room_now.html", context, request)
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    status = STOP_POLLING if now.is_over else 200
    response = get_conditional_response(request, etag=etag, response=HttpResponse(html, status=status))
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
