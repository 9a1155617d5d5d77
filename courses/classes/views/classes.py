"""Classes for those who take them: find one, book a seat, give it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.catalog.ids import read_id
from courses.catalog.models import CoursePage, EnrollmentPolicy
from courses.catalog.panels import collect_panels
from courses.classes.actions import book_seat, cancel_booking
from courses.classes.models import Booking, BookingState, ScheduledClass
from courses.classes.permissions import can_run_class, classes_for
from courses.classes.presenters.classes import class_rows, learner_clashes
from courses.enrollment.queries import find_enrollment
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


@require_GET
@sign_in_required
def class_list(request):
    """Every class to come, mine first marked; `?course=3` keeps those of one course."""
    classes, course = classes_for(request.user).upcoming(), None
    if chosen := request.GET.get("course", ""):
        course = get_object_or_404(CoursePage.objects.live(), id=read_id(chosen))
        classes = classes.filter(course=course)
    rows = class_rows(classes, request.user)
    return render(request, "lms_courses/classes/class_list.html", {"rows": rows, "course": course})


@require_GET
@sign_in_required
def class_detail(request, pk):
    """The page of one class: when, where, what, the link for those with a seat, and what the apps add."""
    classes = classes_for(request.user).select_related("course").with_times().with_seats_taken()
    scheduled_class = get_object_or_404(classes, pk=pk)
    booking = Booking.objects.in_force().filter(scheduled_class=scheduled_class, learner=request.user).first()
    may_run = can_run_class(request.user, scheduled_class)
    has_seat = booking is not None and booking.status == Booking.Status.BOOKED
    state = scheduled_class.booking_state
    enrollment, policy = find_enrollment(scheduled_class.course, request.user), scheduled_class.course.enrollment_policy
    must_be_enrolled = "" if enrollment or policy == EnrollmentPolicy.OPEN else policy
    is_open = booking is None and state == BookingState.OPEN
    context = {
        "scheduled_class": scheduled_class,
        "course": scheduled_class.course,
        "meetings": list(scheduled_class.meetings.all()),
        "trainers": list(scheduled_class.trainers.all()),
        "booking": booking,
        "place_in_line": place_in_line(booking),
        "state": state,
        "may_book": is_open and not must_be_enrolled,
        "must_be_enrolled": must_be_enrolled if is_open else "",
        "may_give_back": booking is not None and state in (BookingState.OPEN, BookingState.EARLY, BookingState.CLOSED),
        "may_run": may_run,
        "may_see_link": may_run or has_seat,
        "may_enter_room": (may_run or has_seat) and not scheduled_class.cancelled_at,
        "enrollment": enrollment,
        "bookings": list(scheduled_class.bookings.in_force().select_related("learner")) if may_run else [],
        "panels": collect_panels("register_class_panels", request, scheduled_class),
    }
    if context["may_book"]:
        context["clashes"] = learner_clashes(scheduled_class, request.user)
    return render(request, "lms_courses/classes/class_detail.html", context)


def place_in_line(booking):
    """Return the place on the waiting list, counted from 1, or None for someone who does not wait."""
    if booking is None or booking.status != Booking.Status.WAITING:
        return None
    line = booking.scheduled_class.bookings.waiting().values_list("pk", flat=True)
    return list(line).index(booking.pk) + 1


@require_POST
@sign_in_required
def book(request, pk):
    """Book a seat. Whoever is elsewhere at that time is told first, and sends `anyway` to book all the same."""
    scheduled_class = get_object_or_404(classes_for(request.user), pk=pk)
    if "anyway" not in request.POST and learner_clashes(scheduled_class, request.user):
        messages.warning(request, _("You have another class at that time. Check the details below before you book."))
        return redirect(scheduled_class)
    try:
        booking = book_seat(scheduled_class=scheduled_class, learner=request.user, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        if booking.status == Booking.Status.BOOKED:
            messages.success(request, _("Your seat is booked. See you there."))
        else:
            messages.info(
                request,
                _("The class is full, so you are on the waiting list. If a seat opens up, you get it automatically."),
            )
    return redirect(scheduled_class)


@require_POST
@sign_in_required
def cancel(request, pk):
    scheduled_class = get_object_or_404(ScheduledClass.objects.live(), pk=pk)
    booking = Booking.objects.filter(scheduled_class=scheduled_class, learner=request.user).first()
    if booking is None:
        raise Http404
    try:
        cancel_booking(booking=booking, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your booking is canceled."))
    return redirect(scheduled_class)
