"""Certificates signed without a database, made once for all tests that look at them."""

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO

import pikepdf

from certificates.models import Certificate, CertificateTemplate, StatusList
from certificates.printing import documents, pdf
from certificates.records.codes import format_code
from certificates.signing import credentials, keys, public_keys
from certificates.signing import pdf as signing

CODE = "7QK2M9XD4TPAWEVCH3JR"
ADDRESS = f"https://learn.firm.example/learning/verify/{format_code(CODE)}/"
ORIGIN = "https://learn.firm.example"
ISSUED = datetime(2026, 3, 21, 12, tzinfo=UTC)


def make_certificate(*, expires_at=None, **changes):
    """Return a certificate that is in no database. `changes` are to what is printed."""
    snapshot = documents.sample(template=CertificateTemplate(), organization="Northwind Works")
    snapshot |= {
        "learner": "Ada Okonkwo",
        "course": "Follow a colleague",
        "level": "Basics",
        "outcomes": ["find people", "choose what you hear about"],
        "issued_at": ISSUED.isoformat(),
        "code": CODE,
        "code_grouped": format_code(CODE),
        "url": ADDRESS,
    } | changes
    return Certificate(
        snapshot=snapshot,
        verification_code=CODE,
        completed_at=datetime(2026, 3, 20, 9, tzinfo=UTC),
        issued_at=ISSUED,
        expires_at=expires_at,
        status_list=StatusList(pk=1),
        status_index=94_567,
    )


def make_token(certificate, *, key=None):
    key = key or keys.credential_key()
    return credentials.sign_document(credentials.document_of(certificate), key=key, origin=ORIGIN)


@cache
def token():
    """A credential that holds."""
    return make_token(make_certificate())


@cache
def expired_token():
    return make_token(make_certificate(expires_at=datetime(2026, 9, 1, tzinfo=UTC)))


@cache
def unsigned_file():
    """The PDF of `token`, before it is signed."""
    return pdf.render_pdf(make_certificate().snapshot, credential=token())


@cache
def signed_file():
    return signing.append_signature(unsigned_file(), key=keys.document_key())


def trusted():
    """The public keys of this site."""
    found = (keys.credential_key().public, keys.document_key().public)
    return {key.key_id: key for key in found}


def foreign_key(tmp_path, settings, purpose):
    """Return a `SigningKey` of another site."""
    own = settings.LMS
    settings.LMS = own | {"KEY_DIRECTORY": tmp_path / "elsewhere"}
    key = keys.credential_key() if purpose == public_keys.CREDENTIAL else keys.document_key()
    settings.LMS = own
    return key


def digest(content):
    return sha256(content).hexdigest()


def attached(content):
    """Return the attached files of a PDF by name."""
    with pikepdf.open(BytesIO(content)) as opened:
        return {name: each.get_file().read_bytes() for name, each in opened.attachments.items()}
