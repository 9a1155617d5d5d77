"""Suspend and reinstate, by the action and in the admin. What revoking does is in test_actions.py."""

import pytest
from django.urls import reverse
from wagtail.log_actions import registry

from certificates.issuing.actions import reinstate_certificate, revoke_certificate, suspend_certificate
from certificates.models import Certificate, StatusList
from certificates.signing import status_lists
from lms.exceptions import RuleError
from tests.factories.certificates import CertificateFactory
from tests.factories.users import TrainerFactory

pytestmark = pytest.mark.django_db


def logged(instance):
    entries = registry.get_logs_for_instance(instance).order_by("timestamp", "pk")
    return [(entry.action.removeprefix("lms_certificates."), entry.user, entry.data.get("reason")) for entry in entries]


def url(name, certificate):
    return reverse(f"lms_certificate_register:{name}", args=[certificate.pk])


@pytest.mark.row("K8")
def test_suspending_and_reinstating_leave_the_record_and_a_trace():
    trainer, certificate = TrainerFactory(), CertificateFactory()
    before = certificate.snapshot
    for reason in ("  A   doubt ", "Another"):
        certificate = suspend_certificate(certificate=certificate, reason=reason, by=trainer)
    assert (certificate.state, certificate.suspended_reason) == (Certificate.State.SUSPENDED, "A doubt")
    for _ in range(2):
        certificate = reinstate_certificate(certificate=certificate, by=trainer)
    certificate.refresh_from_db()
    assert (certificate.is_suspended, certificate.suspended_reason, certificate.snapshot) == (False, "", before)
    assert logged(certificate)[1:] == [("suspend", trainer, "A doubt"), ("reinstate", trainer, "A doubt")]


@pytest.mark.row("K8")
def test_revoked_one_cannot_be_suspended_and_reinstating_lifts_both():
    trainer, certificate = TrainerFactory(), CertificateFactory()
    suspend_certificate(certificate=certificate, reason="A doubt", by=trainer)
    revoke_certificate(certificate=certificate, reason="Confirmed", by=trainer)
    with pytest.raises(RuleError, match="This certificate is already revoked"):
        suspend_certificate(certificate=certificate, reason="Again", by=trainer)
    certificate = reinstate_certificate(certificate=certificate, by=trainer)
    assert not certificate.is_revoked
    assert not certificate.is_suspended


@pytest.mark.row("K8")
def test_status_list_follows_from_the_record():
    status_list, trainer = StatusList.objects.create(), TrainerFactory()
    for index in (9, 3, 5):
        Certificate.objects.filter(pk=CertificateFactory().pk).update(status_list=status_list, status_index=index)
    nine, three, _five = Certificate.objects.filter(status_list=status_list).order_by("pk")
    suspend_certificate(certificate=nine, reason="A doubt", by=trainer)
    revoke_certificate(certificate=three, reason="A mistake", by=trainer)
    assert status_lists.taken_back(status_list) == [3, 9]
    reinstate_certificate(certificate=nine, by=trainer)
    assert status_lists.taken_back(status_list) == [3]


@pytest.mark.row("K8")
def test_trainer_suspends_and_reinstates_in_the_admin(client):
    trainer, certificate = TrainerFactory(), CertificateFactory()
    client.force_login(trainer)
    shown = client.get(url("inspect", certificate)).content.decode()
    assert url("suspend", certificate) in shown
    assert url("revoke", certificate) in shown
    assert url("reinstate", certificate) not in shown

    refused = client.post(url("suspend", certificate), {"reason": " "})
    assert refused.status_code == 422
    assert client.post(url("suspend", certificate), {"reason": "A doubt"}).url == url("inspect", certificate)

    shown = client.get(url("inspect", certificate)).content.decode()
    assert "A doubt" in shown
    assert url("suspend", certificate) not in shown
    assert url("reinstate", certificate) in shown
    client.post(url("reinstate", certificate))
    certificate.refresh_from_db()
    assert not certificate.is_suspended


def test_register_is_filtered_by_every_state(client):
    client.force_login(TrainerFactory())
    states = {}
    for state in ("printing", "valid", "expired", "superseded", "suspended", "revoked"):
        states[state] = CertificateFactory(learner__first_name=f"Name-{state}").pk
    trainer = TrainerFactory()
    rows = Certificate.objects
    rows.exclude(pk=states["printing"]).update(printed_at="2026-01-01T00:00:00Z", sha256="0" * 64)
    # The gravest counts: these three are expired, too.
    rows.filter(pk__in=[states[each] for each in ("expired", "superseded", "suspended")]).update(
        expires_at="2026-01-01T00:00:00Z"
    )
    rows.filter(pk=states["valid"]).update(supersedes_id=states["superseded"])
    suspend_certificate(certificate=rows.get(pk=states["suspended"]), reason="A doubt", by=trainer)
    revoke_certificate(certificate=rows.get(pk=states["revoked"]), reason="A mistake", by=trainer)
    for state, pk in states.items():
        found = rows.in_state(state)
        assert [each.pk for each in found] == [pk], state
        assert found.get().state == state
        assert (
            f"Name-{state}" in client.get(reverse("lms_certificate_register:index"), {"state": state}).content.decode()
        )
