"""Verification with the file alone, sockets blocked; then with the register."""

import json
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.issuing.actions import revoke_certificate, suspend_certificate
from certificates.models import Certificate, CertificateFile
from certificates.printing import badges
from certificates.printing.actions import render_certificate
from certificates.signing import keys, public_keys
from certificates.signing import pdf as signing
from certificates.verification import verify as verification
from tests.factories.certificates import CertificateFactory
from tests.factories.users import TrainerFactory

from . import signed_files


@pytest.fixture
def block_sockets(monkeypatch):
    """Return a function after which no socket can be opened."""

    def refuse(*args, **kwargs):
        raise AssertionError("Verifying opens a socket.")

    def block():
        for name in ("socket", "socketpair", "create_connection", "getaddrinfo"):
            monkeypatch.setattr(socket, name, refuse)

    return block


@pytest.fixture
def stranger(tmp_path, settings, monkeypatch):
    """Return a function that gives the keys of another site."""
    monkeypatch.setattr(keys, "_organization", lambda: "Someone")
    return lambda purpose: signed_files.foreign_key(tmp_path, settings, purpose)


def badge():
    certificate = signed_files.make_certificate()
    return badges.bake(badges.draw(certificate.snapshot), signed_files.token()).encode()


def expired_file():
    return signing.append_signature(
        _file_with(signed_files.expired_token()),
        key=keys.document_key(),
    )


def _file_with(token):
    from certificates.printing.pdf import render_pdf

    return render_pdf(signed_files.make_certificate().snapshot, credential=token)


def altered_file():
    content = bytearray(signed_files.signed_file())
    content[len(content) // 3] ^= 1
    return bytes(content)


def signed_by(key):
    return signing.append_signature(signed_files.unsigned_file(), key=key)


FILES = {
    "PDF": (signed_files.signed_file, "genuine", 0),
    "badge": (badge, "genuine", 0),
    "JWT": (lambda: signed_files.token().encode() + b"\n", "genuine", 0),
    "expired PDF": (expired_file, "expired", 3),
    "expired JWT": (lambda: signed_files.expired_token().encode(), "expired", 3),
    "altered PDF": (altered_file, "altered", 4),
    "appended PDF": (lambda: signed_files.signed_file() + b"\n% more\n%%EOF\n", "altered", 4),
    "genuine credential on unsigned paper": (signed_files.unsigned_file, "not_ours", 6),
    "altered JWT": (lambda: signed_files.token().replace("A", "B", 1).encode()[:-1] + b"A", None, None),
    "truncated PDF": (lambda: signed_files.signed_file()[:-700], "truncated", 4),
    "half a PDF": (lambda: signed_files.signed_file()[:9000], "truncated", 4),
    "no certificate": (lambda: b"Dear Sir or Madam", "not_ours", 6),
    "PDF of others": (
        lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "not_ours",
        6,
    ),
    "SVG of others": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_ours", 6),
    "nothing": (lambda: b"", "not_ours", 6),
}


@pytest.mark.row("K6")
@pytest.mark.parametrize(("make", "verdict", "status"), FILES.values(), ids=FILES)
def test_command_judges_by_the_file_alone(tmp_path, block_sockets, make, verdict, status):
    """No `db` here: pytest-django would refuse every query."""
    signed_files.trusted()
    content = make()
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "keys.json").write_text(json.dumps(public_keys.as_key_set(signed_files.trusted().values())))
    block_sockets()
    out, code = StringIO(), 0
    try:
        call_command("verify_certificate", str(tmp_path / "file"), keys=str(tmp_path / "keys.json"), stdout=out)
    except SystemExit as error:
        code = error.code
    result = out.getvalue().splitlines()[-1].removeprefix("result: ")
    if verdict is None:
        assert result in {"altered", "unknown_signer", "not_ours"}
        return
    assert (result, code) == (verdict, status)
    assert ("learner: Ada Okonkwo" in out.getvalue()) == (verdict in {"genuine", "expired"})


@pytest.mark.row("K6")
def test_command_finds_the_keys_of_the_site_by_itself(tmp_path, block_sockets):
    (tmp_path / "file").write_bytes(signed_files.signed_file())
    block_sockets()
    call_command("verify_certificate", str(tmp_path / "file"), stdout=(out := StringIO()))
    assert out.getvalue().splitlines() == [
        "This certificate is genuine and unchanged. Only the site that issued it knows whether it has been revoked"
        " since: "
        "https://learn.firm.example/learning/verify/7QK2-M9XD-4TPA-WEVC-H3JR/",
        "learner: Ada Okonkwo",
        "course: Follow a colleague",
        "organization: Northwind Works",
        "code: 7QK2-M9XD-4TPA-WEVC-H3JR",
        "issued: 2026-03-21",
        "result: genuine",
    ]


@pytest.mark.parametrize("what", ["file", "keys"])
def test_command_says_what_cannot_be_read(tmp_path, what):
    (tmp_path / "file").write_bytes(b"anything")
    arguments = {"file": tmp_path / "file", "keys": tmp_path / "file"} | {what: tmp_path / "missing"}
    with pytest.raises(CommandError, match="missing cannot be read: No such file") as caught:
        call_command("verify_certificate", str(arguments["file"]), keys=str(arguments["keys"]))
    assert caught.value.returncode == 2


@pytest.mark.row("K4", "K5", "K6")
def test_file_signed_by_somebody_else_is_told_apart(stranger):
    trusted = signed_files.trusted()
    forged_file = signed_by(stranger(public_keys.DOCUMENT))
    forged_token = signed_files.make_token(signed_files.make_certificate(), key=stranger(public_keys.CREDENTIAL))
    forged_inside = signing.append_signature(_file_with(forged_token), key=keys.document_key())
    for content in (forged_file, forged_token.encode(), forged_inside):
        result = verification.verify(content, trusted=trusted)
        assert (result.verdict, result.facts) == ("unknown_signer", {})
        assert result.sentence.startswith("This file is signed by someone this site does not know.")


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.sampled_from([b"", b"%PDF-1.7\n", b"<svg>"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_get_an_answer(content, start):
    assert not verification.verify(start + content + b"\n%%EOF", trusted=signed_files.trusted()).is_authentic


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_changed_letter_of_a_credential_is_detected(data):
    letters = list(signed_files.token())
    place = data.draw(st.integers(0, len(letters) - 1) | st.just(len(letters) - 1))
    letters[place] = data.draw(st.sampled_from("ABCDwxyz0189-_.").filter(lambda letter: letter != letters[place]))
    assert not verification.verify("".join(letters).encode(), trusted=signed_files.trusted()).is_authentic


# --- With the register ---


@pytest.fixture
def printed(db):
    return render_certificate(certificate=CertificateFactory())


def verdict_of(certificate):
    content = bytes(CertificateFile.objects.get(certificate=certificate).content)
    return verification.verify(content, lookup=Certificate.objects.for_file)


@pytest.mark.row("K8")
def test_register_tells_what_became_of_a_genuine_file(printed):
    assert verdict_of(printed).verdict == "valid"
    assert verdict_of(printed).certificate == printed
    trainer = TrainerFactory()
    suspend_certificate(certificate=printed, reason="A doubt", by=trainer)
    assert verdict_of(printed).verdict == "suspended"
    revoke_certificate(certificate=printed, reason="A mistake", by=trainer)
    result = verdict_of(printed)
    assert (result.verdict, result.is_authentic) == ("revoked", True)
    assert result.sentence == "This certificate is genuine and unchanged, but it was revoked."


@pytest.mark.row("K9")
def test_register_tells_expired_and_superseded_ones(printed):
    Certificate.objects.filter(pk=printed.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert verdict_of(printed).verdict == "expired"
    newer = CertificateFactory()
    Certificate.objects.filter(pk=newer.pk).update(supersedes=printed)
    assert verdict_of(printed).verdict == "superseded"


def test_unsigned_file_of_former_days_is_known_by_its_bytes(printed):
    former = b"%PDF-1.7 printed before files were signed %%EOF"
    Certificate.objects.filter(pk=printed.pk).update(sha256=signed_files.digest(former))
    lookup = Certificate.objects.for_file
    assert verification.verify(former, lookup=lookup).verdict == "valid"
    assert verification.verify(former + b" ", lookup=lookup).verdict == "not_ours"


def test_genuine_file_that_the_register_lost_is_no_more_than_genuine(printed):
    content = bytes(printed.file.content)
    assert verification.verify(content, lookup=lambda **_: None).verdict == "genuine"
