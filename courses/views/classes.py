"""Classes: find one, book a seat, run it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.exceptions import LMSError
from lms.permissions import sign_in_required

from .. import actions
from ..forms import AttendanceForm, read_id
from ..models import Booking, ClassMeeting, CoursePage, ScheduledClass
from ..permissions import can_run_class, classes_for
from ..presenters import class_rows, collect_panels, find_enrollment


@require_GET
@sign_in_required
def class_list(request):
    """Every class to come, mine first marked; `?course=3` keeps those of one course."""
    classes, course = classes_for(request.user).upcoming(), None
    if chosen := request.GET.get("course", ""):
        course = get_object_or_404(CoursePage.objects.live(), id=read_id(chosen))
        classes = classes.filter(course=course)
    rows = class_rows(classes, request.user)
    return render(request, "lms_courses/class_list.html", {"rows": rows, "course": course})


@require_GET
@sign_in_required
def class_detail(request, pk):
    """The page of one class: when, where, what, the link for those with a seat, and what the apps add."""
    scheduled_class = get_object_or_404(classes_for(request.user).with_times().with_seats_taken(), pk=pk)
    booking = Booking.objects.in_force().filter(scheduled_class=scheduled_class, learner=request.user).first()
    may_run = can_run_class(request.user, scheduled_class)
    has_seat = booking is not None and booking.status == Booking.Status.BOOKED
    context = {
        "scheduled_class": scheduled_class,
        "course": scheduled_class.course,
        "meetings": list(scheduled_class.meetings.all()),
        "trainers": list(scheduled_class.trainers.all()),
        "booking": booking,
        "place_in_line": place_in_line(booking),
        "is_open": scheduled_class.is_open_for_booking,
        "may_run": may_run,
        "may_see_link": may_run or has_seat,
        "enrollment": find_enrollment(scheduled_class.course, request.user),
        "bookings": list(scheduled_class.bookings.in_force().select_related("learner")) if may_run else [],
        "panels": collect_panels("register_class_panels", request, scheduled_class),
    }
    return render(request, "lms_courses/class_detail.html", context)


def place_in_line(booking):
    """Return the place on the waiting list, counted from 1, or None for somebody who does not wait."""
    if booking is None or booking.status != Booking.Status.WAITING:
        return None
    line = booking.scheduled_class.bookings.waiting().values_list("pk", flat=True)
    return list(line).index(booking.pk) + 1


@require_POST
@sign_in_required
def book(request, pk):
    scheduled_class = get_object_or_404(classes_for(request.user), pk=pk)
    try:
        booking = actions.book_seat(scheduled_class=scheduled_class, learner=request.user, by=request.user)
    except LMSError as error:
        messages.error(request, str(error))
    else:
        if booking.status == Booking.Status.BOOKED:
            messages.success(request, _("Your seat is booked. See you there."))
        else:
            messages.info(request, _("The class is full. You are on the waiting list and move up by yourself."))
    return redirect(scheduled_class)


@require_POST
@sign_in_required
def cancel(request, pk):
    scheduled_class = get_object_or_404(ScheduledClass, pk=pk)
    booking = Booking.objects.filter(scheduled_class=scheduled_class, learner=request.user).first()
    if booking is None:
        raise Http404
    try:
        actions.cancel_booking(booking=booking, by=request.user)
    except LMSError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have given your place back."))
    return redirect(scheduled_class)


@require_http_methods(["GET", "POST"])
@sign_in_required
def attendance(request, meeting_pk):
    """Who came to a meeting: all at once, on one page."""
    meeting = get_object_or_404(ClassMeeting.objects.select_related("scheduled_class__course"), pk=meeting_pk)
    if not can_run_class(request.user, meeting.scheduled_class):
        raise PermissionDenied
    form = AttendanceForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_attendance(meeting=meeting, statuses=form.statuses(), by=request.user)
        except LMSError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Attendance is saved."))
            return redirect(meeting.scheduled_class)
    status = 422 if form.is_bound else 200
    return render(request, "lms_courses/attendance.html", {"meeting": meeting, "form": form}, status=status)
