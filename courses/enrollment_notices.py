"""Tells people what others did: that they were enrolled, that somebody asks, what was answered."""

from django_tasks import task

from lms.notices import send_notice

from .models import Enrollment


def moment_of(enrollment):
    """Return what tells one time somebody came to a course, or asked, from the next."""
    return f"{enrollment.created_at:%Y%m%dT%H%M%S}"


@task()
def tell_enrolled(ids):
    """Mail those whom somebody else has enrolled, each once; `ids` are of enrollments."""
    enrollments = Enrollment.objects.active().filter(pk__in=ids)
    for enrollment in enrollments.select_related("learner__lms_profile", "course", "enrolled_by").order_by("pk"):
        send_notice(
            key=f"enrolled:{enrollment.pk}:{moment_of(enrollment)}",
            recipient=enrollment.learner,
            template="lms_courses/mails/enrolled.html",
            context={"enrollment": enrollment},
        )


@task()
def tell_manager(enrollment_pk):
    """Mail the learner's manager, if there is one, that somebody of theirs asks to take a course."""
    enrollment = Enrollment.objects.requested().filter(pk=enrollment_pk).select_related("learner", "course").first()
    profile = getattr(enrollment and enrollment.learner, "lms_profile", None)
    if profile and profile.manager:
        send_notice(
            key=f"enrollment-requested:{enrollment.pk}:{moment_of(enrollment)}",
            recipient=profile.manager,
            template="lms_courses/mails/enrollment_requested.html",
            context={"enrollment": enrollment},
        )


@task()
def tell_asker(enrollment_pk):
    """Mail the answer to the learner who asked."""
    enrollment = Enrollment.objects.filter(pk=enrollment_pk).select_related("learner", "course").first()
    if enrollment and enrollment.status in (Enrollment.Status.DECLINED, *Enrollment.IN_FORCE):
        answer = "declined" if enrollment.status == Enrollment.Status.DECLINED else "approved"
        send_notice(
            key=f"enrollment-{answer}:{enrollment.pk}:{moment_of(enrollment)}",
            recipient=enrollment.learner,
            template="lms_courses/mails/enrollment_decided.html",
            context={"enrollment": enrollment, "is_declined": answer == "declined"},
        )
