"""Who came to a meeting: marked by the trainer, noted by the learner with the code in the room, or signed on paper."""

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.classes import actions, attendance_sheets, room_codes
from courses.classes.forms import AttendanceForm
from courses.classes.models import Attendance, ClassMeeting
from courses.classes.permissions import classes_for
from courses.classes.presenters.room import now_in_room
from lms.accounts.throttling import Throttle, ThrottledError
from lms.exceptions import RuleError
from lms.pdf.printing import PrintingError
from lms.roles.permissions import Role, role_required, sign_in_required

#: Of one person. Of a million codes three or four count at any time: five wrong ones in five minutes are enough.
WRONG_CODES = Throttle("lms_courses.attendance", limit=5, seconds=300)


def meeting_or_404(meeting_pk):
    return get_object_or_404(ClassMeeting.objects.select_related("scheduled_class__course"), pk=meeting_pk)


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER)
def attendance(request, meeting_pk):
    """Who came to a meeting: all at once, on one page; "all present" marks those who are not marked yet."""
    meeting = meeting_or_404(meeting_pk)
    form = AttendanceForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_attendance(meeting=meeting, statuses=form.statuses(), by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Attendance is saved."))
            return redirect("lms_courses:attendance", meeting.pk)
    context = {
        "meeting": meeting,
        "meetings": list(meeting.scheduled_class.meetings.all()),
        "form": form,
        "counts": form.counts(),
    }
    return render(request, "lms_courses/classes/attendance.html", context, status=422 if form.is_bound else 200)


@require_GET
@role_required(Role.TRAINER)
def attendance_sheet(request, meeting_pk):
    """The list to be signed on paper, as PDF."""
    meeting = meeting_or_404(meeting_pk)
    try:
        content = attendance_sheets.print_sheet(meeting)
    except PrintingError as error:
        messages.error(request, str(error))
        return redirect("lms_courses:attendance", meeting.pk)
    day = meeting.scheduled_class.local(meeting.starts_at).date().isoformat()
    name = f"{slugify(str(meeting.scheduled_class)) or 'class'}-{day}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@never_cache
@require_GET
@role_required(Role.TRAINER)
def attendance_code(request, meeting_pk):
    """The code to be shown in the room. It reloads itself; `?part` is what is put in place of the old one."""
    meeting = meeting_or_404(meeting_pk)
    address = reverse("lms_courses:check_in", args=[meeting.pk])
    url = f"{request.build_absolute_uri(address)}?token={room_codes.make_token(meeting)}"
    qr = segno.make(url, error="m", micro=False)
    digits = room_codes.make_digits(meeting)
    context = {
        "meeting": meeting,
        "scheduled_class": meeting.scheduled_class,
        "qr": mark_safe(qr.svg_inline(border=2, omitsize=True, dark="#000", light="#fff")),  # noqa: S308 - our address
        "qr_address": url,
        "digits": f"{digits[:3]} {digits[3:]}",
        "address": request.build_absolute_uri(address).split("//", 1)[1],
        "refresh": room_codes.seconds_left(),
        "room": now_in_room(meeting.scheduled_class),
    }
    template = "includes/attendance_code.html" if "part" in request.GET else "attendance_code.html"
    return render(request, f"lms_courses/classes/{template}", context)


@never_cache
@require_http_methods(["GET", "POST"])
@sign_in_required
def check_in(request, meeting_pk):
    """ "I am here": by the token of the QR code, or by the digits below it."""
    meeting = meeting_or_404(meeting_pk)
    sent = request.POST if request.method == "POST" else request.GET
    token, typed, problem, status = sent.get("token", ""), sent.get("code", ""), "", 200
    if token:
        try:
            room_codes.check_token(meeting, token)
        except RuleError as error:
            token, problem, status = "", str(error), 409
    # Whoever holds a code that counts is in the room; everyone else must be able to see the class.
    if not token and not classes_for(request.user).filter(pk=meeting.scheduled_class_id).exists():
        raise Http404
    if request.method == "POST" and not problem:
        try:
            if not token:
                check_typed(request.user, meeting, typed)
            present = actions.check_in(meeting=meeting, learner=request.user)
        except RuleError as error:
            problem, status = str(error), 429 if isinstance(error, ThrottledError) else 409
        else:
            tell_how_noted(request, present)
            return redirect("lms_courses:room", meeting.scheduled_class_id)
    context = {"meeting": meeting, "token": token, "typed": typed, "problem": problem}
    return render(request, "lms_courses/classes/check_in.html", context, status=status)


def check_typed(user, meeting, typed):
    """Raise RuleError unless `typed` is the code on the screen: ThrottledError to someone who guesses."""
    WRONG_CODES.take_or_raise(user.pk)
    room_codes.check_digits(meeting, typed)
    WRONG_CODES.give_back(user.pk)


def tell_how_noted(request, present):
    if present.status == Attendance.Status.PRESENT:
        messages.success(request, _("Welcome. You are marked as present."))
    elif present.status == Attendance.Status.LATE:
        messages.success(request, _("Welcome. You are marked as late."))
    else:
        marked = present.get_status_display()
        messages.warning(
            request,
            _("Your trainer has marked you as “%(status)s”. Talk to them if that is not right.") % {"status": marked},
        )
