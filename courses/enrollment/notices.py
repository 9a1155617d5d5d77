"""Tells people what others did: that they were enrolled, that someone asks, what was answered."""

from datetime import timedelta

from django.db.models import F, Q
from django_tasks import task

from courses.enrollment.models import Enrollment
from lms.notices.sending import Outcome, already_sent, send_notice

#: For so long a mail that could not be sent is tried again.
WINDOW = timedelta(days=3)


@task()
def tell_of_enrollments(ids):
    """Mail whom it concerns that these enrollments came about, are asked for, or were answered; each once."""
    tell_people(Enrollment.objects.filter(pk__in=ids))


def retry_enrollments(*, now):
    """Tell those who could not be told before. Returns how many mails were sent."""
    by_others = Q(enrolled_by__isnull=False) & ~Q(enrolled_by=F("learner"))
    asked_for = Q(status__in=[Enrollment.Status.REQUESTED, Enrollment.Status.DECLINED])
    return tell_people(Enrollment.objects.filter(by_others | asked_for, created_at__gt=now - WINDOW))


def tell_people(enrollments):
    """Send what is to be told of `enrollments` and was not told yet. Returns how many mails were sent."""
    related = ("learner__lms_profile__manager__lms_profile", "course", "enrolled_by")
    notices = [_notice_of(enrollment) for enrollment in enrollments.select_related(*related).order_by("pk")]
    notices = {notice["key"]: notice for notice in notices if notice}
    told = already_sent(notices)
    return [send_notice(**notice) for key, notice in notices.items() if key not in told].count(Outcome.SENT)


def _notice_of(enrollment):
    """Return what `send_notice` wants to know, or None where there is nothing to tell, or no one to be told."""
    recipient, context = enrollment.learner, {"enrollment": enrollment}
    is_by_others = enrollment.enrolled_by_id not in (None, enrollment.learner_id)
    match enrollment.status:
        case Enrollment.Status.REQUESTED:
            occasion, template = "enrollment-requested", "enrollment_requested"
            recipient = getattr(getattr(enrollment.learner, "lms_profile", None), "manager", None)
        case Enrollment.Status.DECLINED:
            occasion, template = "enrollment-declined", "enrollment_decided"
            context["is_declined"] = True
        case Enrollment.Status.ACTIVE | Enrollment.Status.COMPLETED if (
            is_by_others and enrollment.source == Enrollment.Source.SELF
        ):
            occasion, template = "enrollment-approved", "enrollment_decided"
        case Enrollment.Status.ACTIVE if is_by_others:
            occasion, template = "enrolled", "enrolled"
        case _:
            return None
    if recipient is None:
        return None
    return {
        # The moment tells one time someone came to a course, or asked, from the next.
        "key": f"{occasion}:{enrollment.pk}:{enrollment.created_at:%Y%m%dT%H%M%S}",
        "recipient": recipient,
        "template": f"lms_courses/enrollment/mails/{template}.html",
        "context": context,
        "page": enrollment.course,
    }
