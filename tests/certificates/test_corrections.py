"""A learner asks for a corrected name, a trainer answers."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.log_actions import registry

from certificates.corrections.actions import ask_correction, decline_correction, grant_correction
from certificates.corrections.notices import tell_asker, tell_trainers
from certificates.issuing.actions import revoke_certificate
from certificates.models import Certificate, NameCorrection
from certificates.printing.actions import render_certificate
from lms.exceptions import RuleError
from lms.jobs.queue import TryLater
from tests.factories.certificates import CertificateFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Return a function that calls an action, lets it be committed, and returns {address: subject} of the mails."""

    def call(action, **arguments):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(**arguments)
        return {message.to[0].split("<")[-1].strip(">"): message.subject for message in mail.outbox}

    return call


def ask(certificate, name="Ada Lark", reason="I have married"):
    return ask_correction(certificate=certificate, name=name, reason=reason)


def logged(instance):
    return [entry.action.removeprefix("lms_certificates.") for entry in registry.get_logs_for_instance(instance)]


@pytest.mark.row("K16")
def test_granted_correction_issues_anew_supersedes_and_tells_the_learner(told):
    trainer, certificate = TrainerFactory(), CertificateFactory()
    assert told(ask, certificate=certificate) == {trainer.email: "Name correction requested: Ada Okonkwo"}
    assert "I have married" in mail.outbox[0].body
    correction = NameCorrection.objects.get()
    assert told(grant_correction, correction=correction, by=trainer) == {
        certificate.learner.email: f"Your certificate was reissued: {certificate.course_title}"
    }
    old = Certificate.objects.get(pk=certificate.pk)
    assert (old.state, old.learner_name) == (Certificate.State.SUPERSEDED, "Ada Okonkwo")
    assert old.superseded_by.learner_name == "Ada Lark"
    assert old.superseded_by.is_printed
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by) == ("granted", trainer)
    assert logged(old) == ["correction_granted", "supersede", "issue"]
    assert logged(old.superseded_by) == ["reissue"]


@pytest.mark.row("K16")
def test_granting_twice_issues_once(told):
    trainer, certificate = TrainerFactory(), CertificateFactory()
    correction = ask(certificate)
    first = grant_correction(correction=correction, by=trainer)
    assert grant_correction(correction=correction, by=trainer) == first
    assert Certificate.objects.count() == 2
    with pytest.raises(RuleError, match="already approved"):
        decline_correction(correction=correction, answer="No", by=trainer)


def test_declined_correction_leaves_the_certificate_and_says_why(told):
    trainer, certificate = TrainerFactory(), CertificateFactory()
    correction = ask(certificate)
    assert told(decline_correction, correction=correction, answer="Not your  name.", by=trainer) == {
        certificate.learner.email: f"The name on your certificate will not change: {certificate.course_title}"
    }
    assert "Not your name." in mail.outbox[0].body
    assert Certificate.objects.count() == 1
    assert logged(certificate) == ["correction_declined", "issue"]
    with pytest.raises(RuleError, match="already declined"):
        grant_correction(correction=correction, by=trainer)
    with pytest.raises(RuleError, match="Give a reason"):
        decline_correction(correction=correction, answer=" ", by=trainer)
    assert ask(certificate).state == "asked"


def test_each_is_told_once_however_often_the_task_runs(told):
    trainer, certificate = TrainerFactory(), CertificateFactory()
    told(ask, certificate=certificate)
    correction = NameCorrection.objects.get()
    mail.outbox.clear()
    tell_trainers.call(correction.pk)
    assert mail.outbox == []
    told(decline_correction, correction=correction, answer="No.", by=trainer)
    mail.outbox.clear()
    tell_asker.call(correction.pk)
    tell_trainers.call(correction.pk)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("Ada Okonkwo", "Wrong", "This is the name on the certificate."),
        ("Ada Lark", "  ", "Tell your trainer why the name needs to be corrected"),
        ("\u202e", "Wrong", "There is no name to print."),
        ("x" * 81, "Wrong", "a certificate has room for only 80"),
        ("Ada \U0001f426", "Wrong", "None of the certificate fonts has the character"),
    ],
)
def test_what_cannot_be_asked_is_refused(name, reason, words):
    with pytest.raises(RuleError, match=words):
        ask(CertificateFactory(), name, reason)
    assert not NameCorrection.objects.exists()


def test_one_correction_waits_at_a_time_and_only_for_what_counts():
    certificate = CertificateFactory()
    assert ask(certificate) == ask(certificate)
    with pytest.raises(RuleError, match="You have already asked for “Ada Lark”"):
        ask(certificate, "Ada Wren")
    revoked = revoke_certificate(certificate=CertificateFactory(), reason="A mistake", by=TrainerFactory())
    with pytest.raises(RuleError, match="not valid at the moment"):
        ask(revoked)


@pytest.mark.row("K16")
def test_learner_asks_on_a_page_that_keeps_what_was_typed(client):
    certificate = CertificateFactory()
    address = reverse("lms_certificates:ask_correction", args=[certificate.grouped_code])
    client.force_login(certificate.learner)
    assert 'value="Ada Okonkwo"' in client.get(address).content.decode()
    refused = client.post(address, {"name": "Ada \U0001f426", "reason": "I <b>fly</b>"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "None of the certificate fonts has the character" in page
    assert "I &lt;b&gt;fly&lt;/b&gt;" in page
    assert client.post(address, {"name": "عائشة", "reason": "In my own script"}).status_code == 302
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "You asked for <bdi>عائشة</bdi>" in page
    client.force_login(LearnerFactory())
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "Mallory", "reason": "Mine"}).status_code == 404


def test_trainer_issues_anew_without_having_been_asked(client):
    certificate = CertificateFactory()
    client.force_login(TrainerFactory())
    address = reverse("lms_certificate_register:reissue", args=[certificate.pk])
    assert 'value="Ada Okonkwo"' in client.get(address).content.decode()
    refused = client.post(address, {"name": "\u202e.", "reason": "On the phone"})
    assert refused.status_code == 422
    assert "There is no name to print" in refused.content.decode()
    done = client.post(address, {"name": "Ada Lark", "reason": "On the phone"}, follow=True).content.decode()
    assert "Reissued: Ada Lark" in done
    assert certificate.grouped_code in done
    old = client.get(reverse("lms_certificate_register:inspect", args=[certificate.pk])).content.decode()
    assert "Superseded by" in old
    assert address not in old


@pytest.mark.row("K16")
def test_trainer_answers_in_the_admin(client, count_queries):
    certificates = [render_certificate(certificate=CertificateFactory())]
    correction = ask(certificates[0], "<b>Ada</b>")
    trainer = TrainerFactory()
    client.force_login(trainer)

    def address(name, *args):
        return reverse(f"lms_name_corrections:{name}", args=args)

    client.get(address("index"))
    one = count_queries(lambda: client.get(address("index")))
    for _ in range(2):
        ask(CertificateFactory())
    assert count_queries(lambda: client.get(address("index"))) == one
    shown = client.get(address("inspect", correction.pk)).content.decode()
    assert "&lt;b&gt;Ada&lt;/b&gt;" in shown
    assert address("grant", correction.pk) in shown
    refused = client.post(address("decline", correction.pk), {"answer": ""})
    assert refused.status_code in {200, 422}
    assert NameCorrection.objects.filter(state="asked").count() == 3
    assert client.post(address("grant", correction.pk)).status_code == 302
    correction.refresh_from_db()
    assert correction.certificate.superseded_by.learner_name == "<b>Ada</b>"
    shown = client.get(address("inspect", correction.pk)).content.decode()
    assert address("grant", correction.pk) not in shown
    late = client.post(address("decline", correction.pk), {"answer": "No"})
    assert late.status_code == 422
    assert "already approved" in late.content.decode()


@pytest.mark.row("R14")
def test_mails_wait_for_a_mail_server_that_is_away_and_are_sent_once(settings):
    first, second = TrainerFactory.create_batch(2)
    correction = ask(CertificateFactory())
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.lms.test_notices.RefusingBackend"
    with pytest.raises(TryLater):
        tell_trainers.call(correction.pk)
    settings.EMAIL_BACKEND = working
    for _time in range(2):
        tell_trainers.call(correction.pk)
    assert [message.to[0].split("<")[-1] for message in mail.outbox] == [f"{each.email}>" for each in (first, second)]

    decline_correction(correction=correction, answer="Not your name.", by=first)
    mail.outbox.clear()
    settings.EMAIL_BACKEND = "tests.lms.test_notices.RefusingBackend"
    with pytest.raises(TryLater):
        tell_asker.call(correction.pk)
    settings.EMAIL_BACKEND = working
    for _time in range(2):
        tell_asker.call(correction.pk)
    assert len(mail.outbox) == 1
