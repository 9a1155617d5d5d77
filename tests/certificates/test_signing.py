"""Signed files: every byte is covered, readers that are not ours accept them, they stay archivable and accessible."""

import asyncio
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate

from certificates.printing.actions import render_certificate
from certificates.printing.pdf import render_pdf
from certificates.signing import keys
from certificates.signing import pdf as signing
from certificates.verification import verify as verification
from tests.factories.certificates import CertificateFactory

from . import signed_files


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(signed_files.signed_file())
    return path


@pytest.mark.row("K4")
def test_other_readers_find_the_signature_sound(path):
    assert shutil.which("pdfsig"), "Install poppler-utils."
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    for line in ("ETSI.CAdES.detached", "SHA-256", "Total document signed", "Signature is Valid"):
        assert line in said
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.row("K2", "K4")
def test_signature_is_appended_to_the_bytes_that_were_drawn():
    unsigned, signed = signed_files.unsigned_file(), signed_files.signed_file()
    assert signed.startswith(unsigned)
    assert len(signed) - len(unsigned) < 8 * 1024


@pytest.mark.row("K3", "K4")
def test_signed_file_stays_archivable_and_accessible(path):
    report = validate(str(path))
    assert [(each.rule_id, each.message) for each in report.findings] == []
    with pikepdf.open(BytesIO(signed_files.unsigned_file())) as before, pikepdf.open(path) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        for kept in ("/MarkInfo", "/Lang", "/StructTreeRoot", "/OutputIntents", "/ViewerPreferences"):
            assert (kept in after.Root) == (kept in before.Root)
        (field,) = after.Root.AcroForm.Fields
        hidden, printed = 0b10, 0b100
        assert int(field.F) & hidden == 0
        assert int(field.F) & printed
        left, bottom, right, top = (int(each) for each in field.Rect)
        assert (right - left, top - bottom) == (0, 0)
        assert left < 0 > bottom
        assert "/TU" in field
        assert "/NeedAppearances" not in after.Root.AcroForm


@pytest.mark.row("K4")
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_flipped_bit_anywhere_is_detected(data):
    content = bytearray(signed_files.signed_file())
    last = len(content) - 1
    # Half of the tries within the signature, which is the one part that it does not cover.
    place = data.draw(st.integers(0, last) | st.integers(content.rindex(b"/ByteRange"), last))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    assert not verification.verify(bytes(content), trusted=signed_files.trusted()).is_authentic


def test_signing_works_while_an_event_loop_runs():
    async def sign():
        return signing.append_signature(signed_files.unsigned_file(), key=keys.document_key())

    assert asyncio.run(sign()).startswith(b"%PDF")


@pytest.mark.django_db
@pytest.mark.row("K1", "K2", "K4")
def test_printing_stores_both_digests_and_both_keys():
    certificate = render_certificate(certificate=CertificateFactory())
    content, token = bytes(certificate.file.content), certificate.file.credential

    unsigned = render_pdf(certificate.snapshot, credential=token)

    assert certificate.sha256 == signed_files.digest(content)
    assert certificate.unsigned_sha256 == signed_files.digest(unsigned)
    assert content.startswith(unsigned)
    assert certificate.credential_key.key_id == keys.credential_key().public.key_id
    assert certificate.document_key.key_id == keys.document_key().public.key_id
