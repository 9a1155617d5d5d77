"""Keys: made once, closed to others, replaced by the firm's own, rotated without harm to what they have signed."""

import json
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from django.core.management import call_command

from certificates.checks import check_keys
from certificates.models import IssuerKey
from certificates.signing import keys, public_keys
from certificates.signing import pdf as signing
from certificates.verification import verify as verification
from lms.models import Brand

from . import signed_files

pytestmark = pytest.mark.every_database

PEM = serialization.Encoding.PEM


@pytest.fixture
def folder(tmp_path, settings):
    """An empty folder of keys, which does not even exist yet."""
    settings.LMS = settings.LMS | {"KEY_DIRECTORY": tmp_path / "keys"}
    return tmp_path / "keys"


def as_pem(private):
    return private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def certify(private, *, name="Northwind Works", by=None, issuer="Northwind Root"):
    """Return a certificate of `private`, issued by another key, as a firm's authority does it."""
    now = datetime.now(UTC)
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
    builder = x509.CertificateBuilder(
        issuer, named, private.public_key(), x509.random_serial_number(), now, now + timedelta(days=900)
    )
    return builder.sign(by or private, hashes.SHA256())


def put(path, content):
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


def firm_pem():
    """Return a document key as a firm would bring it: key, certificate, and that of the authority."""
    private, authority = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
    chain = [certify(private, by=authority), certify(authority, name="Northwind Root")]
    return as_pem(private) + b"".join(each.public_bytes(PEM) for each in chain)


@pytest.mark.row("K4")
def test_first_use_makes_keys_that_only_the_site_can_read(folder, db):
    brand = Brand.for_site(Brand.objects.model.site.field.related_model.objects.get(is_default_site=True))
    brand.organization_name = "Northwind Works"
    brand.save()

    credential, document = keys.credential_key(), keys.document_key()

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.pem")} == {
        "credential.pem": 0o600,
        "document.pem": 0o600,
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert isinstance(credential.private, ed25519.Ed25519PrivateKey)
    assert isinstance(document.private.curve, ec.SECP256R1)
    assert document.certificates[0].subject.rfc4514_string() == "CN=Northwind Works,O=Northwind Works"
    assert keys.credential_key().public.key_id == credential.public.key_id


@pytest.mark.row("K4")
def test_database_never_holds_a_private_key(folder, db):
    for key in (keys.credential_key(), keys.document_key()):
        keys.record(key)
    stored = json.dumps([*IssuerKey.objects.values("purpose", "key_id", "public_jwk", "certificate_pem")])
    assert "PRIVATE" not in stored
    assert all("d" not in row.public_jwk for row in IssuerKey.objects.all())
    assert IssuerKey.objects.get(purpose="document").certificate_pem.startswith("-----BEGIN CERTIFICATE-----")


def test_keys_made_at_the_same_moment_are_one(folder, monkeypatch):
    monkeypatch.setattr(keys, "_organization", lambda: "Northwind Works")
    barrier, found = Barrier(6), []

    def work():
        barrier.wait()
        found.append((keys.credential_key().public.key_id, keys.document_key().public.key_id))

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "credential.pem", "document.pem"]


@pytest.mark.row("K4", "K18")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_key_that_others_can_read_is_reported_and_never_used(folder, mode):
    put(folder / "credential.pem", as_pem(ed25519.Ed25519PrivateKey.generate()))
    assert check_keys(None) == []

    (folder / "credential.pem").chmod(mode)

    (error,) = check_keys(None)
    assert error.id == "lms_certificates.E001"
    assert f"The key {folder / 'credential.pem'} can be read by others. Close it, chmod 600" in error.msg
    with pytest.raises(keys.KeyFileError):
        keys.credential_key()


BAD = {
    "garbage": ("credential", lambda: b"not a key", "holds no private key in PEM"),
    "with a password": (
        "credential",
        lambda: ed25519.Ed25519PrivateKey.generate().private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
        ),
        "opens without a password",
    ),
    "EC for credentials": ("credential", lambda: as_pem(ec.generate_private_key(ec.SECP256R1())), "with Ed25519, but"),
    "another curve": ("document", lambda: as_pem(ec.generate_private_key(ec.SECP384R1())), "with EC P-256, but"),
    "RSA for files": ("document", lambda: as_pem(rsa.generate_private_key(65537, 2048)), "with EC P-256, but"),
    "no certificate": ("document", lambda: as_pem(ec.generate_private_key(ec.SECP256R1())), "its X.509 certificate"),
    "certificate of another": (
        "document",
        lambda: (
            as_pem(ec.generate_private_key(ec.SECP256R1()))
            + certify(ec.generate_private_key(ec.SECP256R1())).public_bytes(PEM)
        ),
        "belongs to another key",
    ),
}


@pytest.mark.parametrize(("purpose", "make", "sentence"), BAD.values(), ids=BAD)
def test_key_that_cannot_be_used_is_reported(folder, purpose, make, sentence):
    put(folder / f"{purpose}.pem", make())
    (error,) = check_keys(None)
    assert error.id == "lms_certificates.E002"
    assert sentence in error.msg
    assert f"{purpose}.pem" in error.msg


@pytest.mark.row("K4")
def test_key_may_come_from_the_environment(folder, settings):
    private = ed25519.Ed25519PrivateKey.generate()
    # As many a shell and container writes it: in one line.
    settings.LMS = settings.LMS | {"CREDENTIAL_KEY": as_pem(private).decode().replace("\n", "\\n")}
    key = keys.credential_key()
    assert key.private.public_key() == private.public_key()
    assert key.source == "LMS['CREDENTIAL_KEY']"
    assert not folder.exists()


@pytest.mark.row("K4")
def test_firm_replaces_the_self_made_key_and_old_files_stay_genuine(folder, db):
    own = keys.document_key()
    keys.record(own)
    keys.record(keys.credential_key())
    old_file = signing.append_signature(_unsigned(), key=own)

    put(folder / "document.pem", firm_pem())
    new_file, recorded = signing.sign_pdf(_unsigned())

    assert keys.document_key().certificates[0].subject.rfc4514_string() == "CN=Northwind Works"
    assert [key.retired_at is None for key in IssuerKey.objects.filter(purpose="document").order_by("pk")] == [
        False,
        True,
    ]
    assert recorded.public_jwk["kid"] == keys.document_key().public.key_id
    assert len(recorded.public_jwk["x5c"]) == 2
    for known in (keys.on_disk(), keys.in_table()):
        assert verification.verify(old_file, trusted=known).verdict == "genuine"
        assert verification.verify(new_file, trusted=known).verdict == "genuine"


def _unsigned():
    """Return a file whose credential is signed with the key in use."""
    from certificates.printing.pdf import render_pdf

    certificate = signed_files.make_certificate()
    return render_pdf(certificate.snapshot, credential=signed_files.make_token(certificate))


@pytest.mark.row("K4")
def test_rotating_keeps_what_the_old_key_signed(folder, db):
    out = StringIO()
    call_command("certificate_keys", "show", stdout=out)
    old = keys.credential_key().public.key_id
    token = signed_files.make_token(signed_files.make_certificate())

    call_command("certificate_keys", "rotate", "credential", stdout=out)

    new = keys.credential_key().public.key_id
    assert new != old
    assert f"credential: {new} signs from now on." in out.getvalue()
    assert stat.S_IMODE((folder / "retired" / f"{old}.pem").stat().st_mode) == 0o600
    assert verification.verify(token.encode()).verdict == "genuine"
    call_command("certificate_keys", "export", stdout=(exported := StringIO()))
    assert {key.key_id for key in public_keys.read(exported.getvalue().encode())} == {
        old,
        new,
        keys.document_key().public.key_id,
    }


def test_public_keys_are_read_in_every_form_and_private_ones_refused(folder, db):
    document, credential = keys.document_key(), keys.credential_key()
    (from_pem,) = public_keys.read(document.certificates[0].public_bytes(PEM))
    assert from_pem == document.public
    (from_jwk,) = public_keys.read(json.dumps(credential.public.jwk | {"kid": "forged"}).encode())
    assert from_jwk.key_id == credential.public.key_id
    for refused in (
        b"",
        b"[]",
        b'{"keys": []}',
        b'{"kty": "OKP", "crv": "Ed25519"}',
        b'{"kty": "oct", "k": "AAAA"}',
        json.dumps(credential.public.jwk | {"d": "AAAA"}).encode(),
        as_pem(credential.private),
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ):
        with pytest.raises(public_keys.PublicKeyError):
            public_keys.read(refused)
