"""Says at once, where someone writes in the Wagtail admin, which letter will hold certificates back.

Templates and the brand are refused with such a letter. Courses and accounts are not: they have other uses.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from certificates.printing.documents import MAX_OUTCOMES
from certificates.records.models import Certificate
from courses.models import CoursePage
from lms.accounts.people import name_of
from lms.days import site_day
from lms.notices.sending import Outcome, already_sent, send_notice
from lms.pdf.glyphs import missing_letters, remedy_of, without_undrawn_variants
from lms.pdf.glyphs import name_of as name_of_letter


def announce_course(request, page):
    """Tell which letter of a course that was just saved will hold its certificates back."""
    # What is saved while someone types shows no messages, and would gather them.
    if isinstance(page, CoursePage) and request.accepts("text/html"):
        _announce(request, [page.title, *(outcome.text for outcome in page.outcomes.all()[:MAX_OUTCOMES])])


def announce_name(request, user):
    """Tell which letter of the name of an account that was just saved will hold its certificates back."""
    name = name_of(user)
    _announce(request, [name])
    for letter in without_undrawn_variants(name)[1]:
        messages.warning(
            request, _("No font has this variant of “%s”. It will be printed in its usual form.") % letter[0]
        )


def _announce(request, texts):
    missing = [letter for text in texts for letter in missing_letters(text)]
    if missing:
        told = _("Certificates are held back because no font has the character %(letter)s.") % {
            "letter": name_of_letter(missing[0])
        }
        messages.warning(request, f"{told} {remedy_of(missing[0])}")


#: Days before the last day, the nearest first.
DAYS_BEFORE = (0, 7, 30)


def remind_of_expiry(*, now=None):
    """Send the reminders that are due. Returns how many were sent. Safe to run as often as one likes.

    A run that comes late, because no run came for a while, sends the nearest reminder only. A certificate that was
    issued after the moment of a reminder, such as one for a month, gets none for it.
    """
    today = site_day(now or timezone.now())
    ending = Certificate.objects.current().filter(
        expires_at__gte=now or timezone.now(),
        expires_at__lt=(now or timezone.now()) + timedelta(days=DAYS_BEFORE[-1] + 1),
        learner__isnull=False,
    )
    due = []
    for certificate in ending.select_related("learner__lms_profile", "enrollment__course").order_by("pk"):
        last_day = certificate.expires_on
        left = (last_day - today).days
        days = next((days for days in DAYS_BEFORE if left <= days), None)
        if days is None or certificate.issued_on > last_day - timedelta(days=days):
            continue
        context = {"certificate": certificate, "days": left, "last_day": last_day}
        course = certificate.enrollment and certificate.enrollment.course
        due.append((f"certificate-expiry:{certificate.pk}:{days}", certificate.learner, course, context))
    told = already_sent(key for key, *_rest in due)
    outcomes = [
        send_notice(
            key=key,
            recipient=learner,
            template="lms_certificates/issuing/mails/expiry.html",
            context=context,
            page=course,
            is_reminder=True,
        )
        for key, learner, course, context in due
        if key not in told
    ]
    return outcomes.count(Outcome.SENT)
