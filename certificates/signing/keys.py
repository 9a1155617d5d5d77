"""The private keys that certificates are signed with: files only the site may read, or settings; never the database.

Two keys: one signs credentials (Ed25519), one signs PDF files (EC P-256, with an X.509 certificate). Where there is
none yet, the site makes its own; a firm puts its own in their place. The public half of every key that has signed is
kept for ever, in the table of keys and in the folder `public`, so that old certificates stay verifiable.
"""

import contextlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.signing import public_keys
from certificates.signing.models import IssuerKey
from certificates.signing.public_keys import CREDENTIAL, DOCUMENT, PublicKey
from lms.conf import lms_settings
from lms.exceptions import RuleError
from lms.models import Brand
from lms.pages.addresses import default_site

#: Self-made certificates outlive what they sign; without a time stamp, readers compare with the present day.
VALID_FOR = timedelta(days=365 * 30)
SETTINGS = {CREDENTIAL: "CREDENTIAL_KEY", DOCUMENT: "DOCUMENT_KEY"}


class KeyFileError(RuleError):
    """A key cannot be used; `str(error)` names it and says what to do. `code` is that of the system check."""

    def __init__(self, sentence, code):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class SigningKey:
    """A private key, its public half, and for files the X.509 certificates, the key's own first."""

    private: object
    public: PublicKey
    certificates: tuple
    source: str


def directory():
    """Return the folder of the keys.

    Raises:
        KeyFileError: no setting names one.
    """
    if lms_settings.KEY_DIRECTORY:
        return Path(lms_settings.KEY_DIRECTORY)
    if base := getattr(settings, "BASE_DIR", None):
        return Path(base) / "fledge-keys"
    raise KeyFileError(_("Name a folder for the keys of certificates: LMS['KEY_DIRECTORY']."), "E003")


def credential_key():
    """Return the `SigningKey` of credentials, made now if there is none. Raises KeyFileError."""
    return _signing_key(CREDENTIAL)


def document_key():
    """Return the `SigningKey` of PDF files, made now if there is none. Raises KeyFileError."""
    return _signing_key(DOCUMENT)


def find(purpose):
    """Return the `SigningKey` for `purpose`, or None where none has been made yet. Raises KeyFileError."""
    if pem := getattr(lms_settings, SETTINGS[purpose]):
        # In an environment variable line breaks are often written as \n.
        return _parse(pem.replace("\\n", "\n").encode(), purpose, f"LMS['{SETTINGS[purpose]}']")
    path = directory() / f"{purpose}.pem"
    try:
        status = path.stat()
        _check_mode(path, status)
        return _read(path, purpose, status.st_mtime_ns, status.st_size, status.st_ino)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyFileError(_("The key %(path)s cannot be read: %(why)s.") % {
            "path": path, "why": error.strerror
        }, "E002") from error  # fmt: skip


def _signing_key(purpose):
    if (key := find(purpose)) is None:
        # The folder may lie within the project: keys are never to be committed.
        _place(directory() / ".gitignore", b"*\n")
        _place(directory() / f"{purpose}.pem", _make(purpose))
        key = find(purpose)
    return key


def _check_mode(path, status):
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyFileError(
            _("The key %(path)s can be read by others. Close it, chmod 600 %(path)s, and replace the key "
              "if someone else may have it.") % {"path": path},
            "E001",
        )  # fmt: skip


@lru_cache(maxsize=8)
def _read(path, purpose, *version):
    """Return the key in a file, parsed once for each `version` of the file."""
    return _parse(path.read_bytes(), purpose, str(path))


def _parse(pem, purpose, source):
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    def refuse(sentence):
        return KeyFileError(sentence % {"source": source}, "E002")

    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise refuse(_("%(source)s holds no private key in PEM that opens without a password.")) from error
    if purpose == CREDENTIAL:
        if not isinstance(private, ed25519.Ed25519PrivateKey):
            raise refuse(_("Credentials are signed with Ed25519, but %(source)s holds a key of another kind."))
        return SigningKey(private, public_keys.from_key(private), (), source)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise refuse(_("Files are signed with EC P-256, but %(source)s holds a key of another kind."))
    try:
        certificates = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise refuse(_("Beside the key, %(source)s must hold its X.509 certificate in PEM.")) from error
    if certificates[0].public_key() != private.public_key():
        raise refuse(_("The first certificate in %(source)s belongs to another key. Put the key's own first."))
    return SigningKey(private, public_keys.from_key(private, certificates), tuple(certificates), source)


# --- Making keys ---


def _make(purpose):
    """Return a new key as PEM, with a self-signed certificate if it is to sign files."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    private = ed25519.Ed25519PrivateKey.generate() if purpose == CREDENTIAL else ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    if purpose == DOCUMENT:
        pem += _certify(private).public_bytes(serialization.Encoding.PEM)
    return pem


def _certify(private):
    """Return a self-signed certificate in the name of the organization."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID, ObjectIdentifier

    # X.520 ends names at 64 letters.
    organization = _organization()[:64]
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, organization),
        ]
    )
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), now, now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        # Signing of documents, RFC 9336.
        .add_extension(x509.ExtendedKeyUsage([ObjectIdentifier("1.3.6.1.5.5.7.3.36")]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )


def _organization():

    site = default_site()
    brand = Brand.for_site(site)
    return brand.organization_name or (site and (site.site_name or site.hostname)) or "Fledge"


def _place(path, content, *, replace=False):
    """Write a file that only the site may read, whole or not at all. Without `replace` the first of several wins.

    Raises:
        KeyFileError: the folder cannot be written to.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # Made with mode 0600.
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            if replace:
                os.replace(temporary, path)
            else:
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
    except OSError as error:
        sentence = _("The folder of the keys, %(folder)s, cannot be written to: %(why)s.")
        raise KeyFileError(sentence % {"folder": path.parent, "why": error.strerror}, "E002") from error


def rotate(purpose):
    """Sign with a new self-made key from now on; the old one moves to the folder `retired`. Returns the new key.

    Raises:
        KeyFileError: the key comes from a setting, or the folder cannot be written to.
    """
    if getattr(lms_settings, SETTINGS[purpose]):
        sentence = _("This key comes from LMS['%(name)s']: put another there.")
        raise KeyFileError(sentence % {"name": SETTINGS[purpose]}, "E002")
    if old := find(purpose):
        publish(old.public)
        _place(directory() / "retired" / f"{old.public.key_id}.pem", Path(old.source).read_bytes())
    _place(directory() / f"{purpose}.pem", _make(purpose), replace=True)
    return find(purpose)


# --- What is known of keys ---


def publish(public):
    """Keep the public half of a key in the folder `public`, for verifying without the database."""
    path = directory() / "public" / f"{public.key_id}.json"
    if not path.exists():
        _place(path, json.dumps(public.jwk, indent=2).encode())


def record(key):
    """Return the `IssuerKey` of a key that signs; a new one retires those that did so before."""
    in_use = IssuerKey.objects.filter(key_id=key.public.key_id, retired_at=None).first()
    return in_use or _take_up(key)


@transaction.atomic
def _take_up(key):
    public = key.public
    known, is_new = IssuerKey.objects.get_or_create(
        key_id=public.key_id,
        defaults={
            "purpose": public.purpose,
            "public_jwk": public.jwk,
            "certificate_pem": "".join(_as_pem(each) for each in key.certificates),
        },
    )
    if is_new:
        others = IssuerKey.objects.filter(purpose=public.purpose, retired_at=None).exclude(pk=known.pk)
        others.update(retired_at=timezone.now())
        # A folder of secrets that is mounted for reading only needs no copy: the table has it.
        with contextlib.suppress(KeyFileError):
            publish(public)
    elif known.retired_at:
        known.retired_at = None
        known.save(update_fields=["retired_at"])
    return known


def _as_pem(certificate):
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def on_disk():
    """Return {key id: `PublicKey`} of the keys in use and of all in the folder `public`. Asks no database.

    Raises:
        KeyFileError: a key in use cannot be read.
        PublicKeyError: a file in the folder `public` holds no public key.
    """
    found = [key.public for purpose in SETTINGS if (key := find(purpose))]
    with contextlib.suppress(KeyFileError):
        for path in sorted((directory() / "public").glob("*.*")):
            found += public_keys.read(path.read_bytes())
    return {key.key_id: key for key in found}


def known():
    """Return {key id: `PublicKey`} of every key that has ever signed here, and of those about to."""
    found = in_table()
    for purpose in SETTINGS:
        with contextlib.suppress(KeyFileError):
            if key := find(purpose):
                found.setdefault(key.public.key_id, key.public)
    return found


def in_table():
    """Return {key id: `PublicKey`} of every key that has ever signed here."""
    rows = IssuerKey.objects.values_list("public_jwk", flat=True)
    return {key.key_id: key for key in map(public_keys.from_jwk, rows)}
