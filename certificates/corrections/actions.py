"""Corrections of names: the learner asks and says why, a trainer grants or declines."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from certificates.corrections import notices as correction_notices
from certificates.issuing.actions import reissue_certificate
from certificates.printing.names import printable_name
from certificates.records.models import Certificate, NameCorrection
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue

State = NameCorrection.State


@transaction.atomic
def ask_correction(*, certificate, name, reason):
    """Ask that `certificate` be issued anew for `name`. Returns the `NameCorrection`; asked twice, it is the same.

    Raises:
        RuleError: the name cannot be printed or stands there already, no reason is given, another correction waits for
            its answer, or the certificate does not count any more.
    """
    name, reason = printable_name(name), " ".join(reason.split())
    certificate = Certificate.objects.select_for_update(of=("self",)).with_successor().get(pk=certificate.pk)
    if certificate.is_withheld or certificate.is_superseded:
        raise RuleError(_("This certificate is not valid at the moment, so it cannot be reissued."))
    if waiting := certificate.name_corrections.filter(state=State.ASKED).first():
        if waiting.name == name:
            return waiting
        raise RuleError(
            _("You have already asked for “%(name)s”. Please wait for the answer.") % {"name": waiting.name}
        )
    if name == certificate.learner_name:
        raise RuleError(_("This is the name on the certificate. Enter the correct one."))
    if not reason:
        raise RuleError(_("Tell your trainer why the name needs to be corrected."))
    correction = NameCorrection.objects.create(certificate=certificate, name=name, reason=reason)
    transaction.on_commit(lambda: enqueue(correction_notices.tell_trainers, correction.pk))
    return correction


@transaction.atomic
def grant_correction(*, correction, by):
    """Reissue the certificate for the correct name. Returns the new `Certificate`. Safe to repeat.

    Raises:
        RuleError: it was declined already, or the certificate cannot be issued anew.
    """
    correction = _lock(correction)
    if correction.state == State.DECLINED:
        raise RuleError(_("This request was already declined. The learner can ask again."))
    if correction.state == State.GRANTED:
        return correction.certificate.superseded_by
    anew = reissue_certificate(
        certificate=correction.certificate, by=by, name=correction.name, reason=_("Name corrected")
    )
    _decide(correction, State.GRANTED, by)
    return anew


@transaction.atomic
def decline_correction(*, correction, answer, by):
    """Leave the certificate as it is and tell the learner why. Safe to repeat; the first answer stays.

    Raises:
        RuleError: no answer is given, or the certificate was issued anew already.
    """
    answer = " ".join(answer.split())
    if not answer:
        raise RuleError(_("Give a reason. The learner will see it."))
    correction = _lock(correction)
    if correction.state == State.GRANTED:
        raise RuleError(_("This request was already approved, and the certificate was reissued."))
    if correction.state == State.ASKED:
        correction.answer = answer
        _decide(correction, State.DECLINED, by)
    return correction


def _lock(correction):
    return (
        NameCorrection.objects.select_for_update(of=("self",))
        .select_related("certificate__superseded_by")
        .get(pk=correction.pk)
    )


def _decide(correction, state, by):
    correction.state, correction.decided_at, correction.decided_by = state, timezone.now(), by
    correction.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    log(
        instance=correction.certificate,
        action=f"lms_certificates.correction_{state.value}",
        user=by,
        data={"name": correction.name, "answer": correction.answer},
    )
    transaction.on_commit(lambda: enqueue(correction_notices.tell_asker, correction.pk))
