"""Status lists: signed, long enough to hide in, read rightly by others, and asked for cheaply."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status import decode_encoded_list

from certificates.issuing.actions import reinstate_certificate, revoke_certificate, suspend_certificate
from certificates.models import Certificate, StatusList
from certificates.signing import credentials, keys, status_lists
from tests.factories.certificates import CertificateFactory
from tests.factories.users import TrainerFactory

pytestmark = pytest.mark.every_database

LENGTH = StatusList.LENGTH


def certificate_in(status_list, index):
    certificate = CertificateFactory()
    Certificate.objects.filter(pk=certificate.pk).update(status_list=status_list, status_index=index)
    certificate.refresh_from_db()
    return certificate


def verifier():
    """Return a verifier that is not ours, with the site's public key."""
    return OB3Verifier(pubkey_pem=keys.credential_key().public.joserfc_key.as_pem(private=False))


def is_accepted(certificate, client):
    """Return whether that verifier accepts the credential of `certificate`, fetching its status list from the site."""
    token, _key = credentials.sign(certificate)
    try:
        verifier().verify(
            token,
            check_status=True,
            download=lambda url: client.get("/" + url.split("/", 3)[3]).content,
        )
    except OB3VerificationError as error:
        if "status 'revocation' is set at index" in str(error):
            return False
        raise
    return True


@pytest.mark.row("K8")
@given(st.sets(st.integers(0, LENGTH - 1), max_size=40))
@settings(max_examples=25, deadline=None)
def test_bits_stand_where_others_look_for_them(indices):
    bits = decode_encoded_list(status_lists.encode(indices))
    assert len(bits) * 8 == LENGTH >= 131_072
    assert {index for index in range(LENGTH) if bits[index // 8] >> (7 - index % 8) & 1} == indices


@pytest.mark.django_db
@pytest.mark.row("K8")
def test_places_are_random_and_never_taken(monkeypatch):
    drawn = iter([7, 7, 8, 8, 9])
    monkeypatch.setattr(status_lists, "secrets", SimpleNamespace(randbelow=lambda below: next(drawn)))
    issued = [CertificateFactory() for _ in range(3)]
    assert len({each.status_list_id for each in issued}) == 1
    assert [each.status_index for each in issued] == [7, 8, 9]


@pytest.mark.django_db
def test_half_full_list_is_left_for_a_new_one(monkeypatch):
    monkeypatch.setattr(status_lists, "MOST", 1)
    first, index = status_lists.draw_place()
    certificate_in(first, index)
    second, _index = status_lists.draw_place()
    assert first.pk < second.pk


@pytest.mark.django_db
@pytest.mark.row("K5", "K8")
def test_other_verifier_follows_revoking_suspending_and_reinstating(client):
    status_list, trainer = StatusList.objects.create(), TrainerFactory()
    certificate, other = (certificate_in(status_list, index) for index in (94_567, 94_568))
    assert is_accepted(certificate, client)

    for take_back in (revoke_certificate, suspend_certificate):
        take_back(certificate=certificate, reason="Taken by someone else", by=trainer)
        assert not is_accepted(certificate, client)
        assert is_accepted(other, client)
        reinstate_certificate(certificate=certificate, by=trainer)
        assert is_accepted(certificate, client)


@pytest.mark.django_db
@pytest.mark.row("K8")
def test_list_is_signed_once_and_not_sent_twice(client):
    status_list = StatusList.objects.create()
    address = f"/learning/issuer/status/{status_list.pk}/"
    first = client.get(address)
    payload = credentials.check(first.content.decode(), keys.credential_key().public)
    assert payload["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert payload["credentialSubject"]["statusPurpose"] == "revocation"
    assert (first["Content-Type"], first["Access-Control-Allow-Origin"]) == ("application/vc+jwt", "*")
    assert "max-age=300" in first["Cache-Control"]

    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len([each for each in queries if "lms_certificates" in each["sql"]]) == 2

    revoke_certificate(certificate=certificate_in(status_list, 5), reason="A mistake", by=TrainerFactory())
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    cache.clear()
    assert client.get(address).content == changed.content
