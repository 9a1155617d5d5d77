"""Tells trainers that a learner asks for a corrected name, and the learner what became of it."""

from django_tasks import task

from certificates.records.models import NameCorrection
from lms.notices.sending import require_delivery, send_notice
from lms.roles.permissions import Role, holders_of


@task()
def tell_trainers(correction_id):
    """Mail everyone who may decide, each once."""
    correction = _get(correction_id)
    if correction is None or correction.state != NameCorrection.State.ASKED:
        return
    outcomes = [
        send_notice(
            key=f"name-correction:{correction.pk}:user:{trainer.pk}",
            recipient=trainer,
            template="lms_certificates/corrections/mails/correction_asked.html",
            context={"correction": correction, "certificate": correction.certificate},
            page=_course_of(correction),
        )
        for trainer in holders_of(Role.TRAINER).select_related("lms_profile").order_by("pk")
    ]
    require_delivery(outcomes)


@task()
def tell_asker(correction_id):
    """Mail the answer to the learner who asked."""
    correction = _get(correction_id)
    if correction is None or correction.state == NameCorrection.State.ASKED or correction.certificate.learner is None:
        return
    is_granted = correction.state == NameCorrection.State.GRANTED
    outcome = send_notice(
        key=f"name-correction-{correction.state}:{correction.pk}",
        recipient=correction.certificate.learner,
        template="lms_certificates/corrections/mails/correction_decided.html",
        context={
            "correction": correction,
            "certificate": correction.certificate.superseded_by if is_granted else correction.certificate,
            "is_granted": is_granted,
        },
        page=_course_of(correction),
    )
    require_delivery([outcome])


def _course_of(correction):
    enrollment = correction.certificate.enrollment
    return enrollment and enrollment.course


def _get(correction_id):
    related = ("certificate__learner__lms_profile", "certificate__superseded_by", "certificate__enrollment__course")
    return NameCorrection.objects.filter(pk=correction_id).select_related(*related).first()
