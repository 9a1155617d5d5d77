"""What a trainer does with a class outside the admin: who sits in it, cancel it, schedule one like it."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.catalog.ids import read_id, read_person_id
from courses.classes import actions
from courses.classes.forms import CancelClassForm, ScheduleAgainForm
from courses.classes.models import Booking, ScheduledClass
from courses.classes.presenters.classes import class_rows
from courses.enrollment.forms.enrolling import PeopleSearchForm
from lms.accounts.people import name_of
from lms.exceptions import RuleError
from lms.roles.permissions import Role, role_required

MOST_FOUND = 20


@require_GET
@role_required(Role.TRAINER)
def my_classes(request):
    """The classes one teaches: to come, held, cancelled."""
    mine = ScheduledClass.objects.taught_by(request.user)
    others = {
        "past": mine.past(),
        "cancelled": mine.live().filter(cancelled_at__isnull=False).with_times().order_by("-starts_at", "-pk"),
        "drafts": mine.filter(live=False).with_times().order_by("-pk"),
    }
    shown = request.GET.get("show") if request.GET.get("show") in others else ""
    chosen = others.get(shown, mine.upcoming())
    return render(
        request, "lms_courses/classes/my_classes.html", {"rows": class_rows(chosen, request.user), "shown": shown}
    )


@require_GET
@role_required(Role.TRAINER)
def roster(request, pk):
    """Who has a seat, who waits in which order, how to write to them; `?q=ann` finds someone to add."""
    scheduled_class = get_object_or_404(
        ScheduledClass.objects.live().select_related("course").with_times().with_seats_taken(), pk=pk
    )
    bookings = list(scheduled_class.bookings.in_force().select_related("learner"))
    with_place = {booking.learner_id for booking in bookings}
    search = PeopleSearchForm(request.GET or None, user=request.user)
    found = search.found().exclude(pk__in=with_place)[: MOST_FOUND + 1] if request.GET.get("q", "").strip() else []
    siblings = ScheduledClass.objects.filter(course=scheduled_class.course).upcoming().exclude(pk=pk)
    context = {
        "scheduled_class": scheduled_class,
        "booked": [booking for booking in bookings if booking.status == Booking.Status.BOOKED],
        "waiting": [booking for booking in bookings if booking.status == Booking.Status.WAITING],
        "addresses": [booking.learner.email for booking in bookings if booking.learner.email],
        "search": search,
        "found": list(found)[:MOST_FOUND],
        "is_cut": len(found) > MOST_FOUND,
        "siblings": list(siblings.with_seats_taken().select_related("course")),
        "is_changeable": not scheduled_class.cancelled_at and not scheduled_class.is_over,
    }
    return render(request, "lms_courses/classes/roster.html", context)


def to_roster(scheduled_class_pk):
    return redirect("lms_courses:roster", scheduled_class_pk)


@require_POST
@role_required(Role.TRAINER)
def add_learner(request, pk):
    """Book for someone else, also at the door of a class that has begun."""
    scheduled_class = get_object_or_404(ScheduledClass.objects.live(), pk=pk)
    people = get_user_model().objects.filter(is_active=True)
    learner = get_object_or_404(people, pk=read_person_id(request.POST.get("learner", "")))
    try:
        booking = actions.book_seat(scheduled_class=scheduled_class, learner=learner, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        if booking.status == Booking.Status.BOOKED:
            messages.success(request, _("%(person)s now has a seat.") % {"person": name_of(learner)})
        else:
            messages.info(
                request, _("The class is full. %(person)s is on the waiting list.") % {"person": name_of(learner)}
            )
    return to_roster(pk)


@require_POST
@role_required(Role.TRAINER)
def remove_booking(request, booking_pk):
    """Give someone's place back for them."""
    booking = get_object_or_404(Booking.objects.select_related("learner", "scheduled_class"), pk=booking_pk)
    try:
        actions.cancel_booking(booking=booking, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The booking for %(person)s is canceled.") % {"person": name_of(booking.learner)})
    return to_roster(booking.scheduled_class_id)


@require_POST
@role_required(Role.TRAINER)
def move_booking(request, booking_pk):
    """Move someone to another class of the same course."""
    booking = get_object_or_404(Booking.objects.select_related("learner", "scheduled_class"), pk=booking_pk)
    to = get_object_or_404(ScheduledClass.objects.live(), pk=read_id(request.POST.get("to", "")))
    try:
        moved = actions.move_booking(booking=booking, to=to, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        sentence = (
            _("%(person)s now has a seat in “%(class)s”.")
            if moved.status == Booking.Status.BOOKED
            else _("%(person)s is now on the waiting list for “%(class)s”.")
        )
        messages.success(request, sentence % {"person": name_of(booking.learner), "class": to})
    return to_roster(booking.scheduled_class_id)


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER)
def cancel_class(request, pk):
    """Ask for the reason, then cancel the class."""
    scheduled_class = get_object_or_404(ScheduledClass.objects.select_related("course").with_seats_taken(), pk=pk)
    back = scheduled_class.get_absolute_url() if scheduled_class.live else reverse("lms_classes:edit", args=[pk])
    form = CancelClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_class(scheduled_class=scheduled_class, reason=form.cleaned_data["reason"], by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The class is canceled. Everyone with a seat or a place on the waiting list has been notified."),
            )
            return redirect(back)
    context = {
        "title": _("Cancel “%(class)s”?") % {"class": scheduled_class},
        "text": _("No one will be able to book it, and you cannot undo this. The list of people who booked is kept."),
        "action": _("Cancel the class"),
        "cancel_url": back,
        "is_danger": True,
        "form": form,
    }
    return render(request, "lms/confirm.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER)
def schedule_again(request, pk):
    """Ask for the first day, then lead to the editor of the new draft."""
    scheduled_class = get_object_or_404(ScheduledClass.objects.select_related("course"), pk=pk)
    form = ScheduleAgainForm(request.POST or None, initial={"first_day": actions.next_free_day(scheduled_class)})
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.schedule_again(
                scheduled_class=scheduled_class, first_day=form.cleaned_data["first_day"], by=request.user
            )
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Here is your draft. Check the dates, then publish it."))
            return redirect("lms_classes:edit", draft.pk)
    context = {
        "title": _("Schedule “%(class)s” again") % {"class": scheduled_class},
        "text": _("This creates a draft with the same location, seats, trainers and times, but no bookings."),
        "action": _("Create the draft"),
        "cancel_url": scheduled_class.get_absolute_url()
        if scheduled_class.live
        else reverse("lms_classes:edit", args=[pk]),
        "form": form,
    }
    return render(request, "lms/confirm.html", context, status=422 if form.is_bound else 200)
