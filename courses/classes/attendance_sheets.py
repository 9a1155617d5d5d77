"""The list of a meeting, to be signed on paper."""

from django.template.loader import render_to_string
from django.utils import translation

from lms.accounts.people import by_name, name_of
from lms.models import Brand
from lms.pdf.printing import direction_of, name_missing_letters, print_pdf

#: Lines left empty at the end for people who come without having booked.
EMPTY_LINES = 4


def print_sheet(meeting):
    """Return the attendance sheet of `meeting` as the bytes of a PDF: one line for each seat, and some empty ones.

    Raises:
        PrintingError: this machine cannot print.
    """
    scheduled_class = meeting.scheduled_class
    bookings = scheduled_class.bookings.booked().select_related("learner")
    names = [name_of(booking.learner) for booking in bookings.order_by(*by_name("learner__"), "pk")]
    site = scheduled_class.course.get_site()
    context = {
        "meeting": meeting,
        "scheduled_class": scheduled_class,
        "trainers": [name_of(person) for person in scheduled_class.trainers.all()],
        "rows": [(name, direction_of(name)) for name in names],
        "empty_lines": range(EMPTY_LINES),
        "organization": Brand.for_site(site).organization_name if site else "",
        "language": translation.get_language() or "en",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    html = name_missing_letters(render_to_string("lms_courses/classes/pdf/attendance_sheet.html", context))
    styles = [render_to_string("lms_courses/classes/pdf/attendance_sheet.css")]
    return print_pdf(html, styles=styles, identifier=f"attendance-{meeting.pk}".encode())
