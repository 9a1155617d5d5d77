"""Says of a file alone whether it is a genuine certificate: of a PDF, a baked badge, or a credential as JWT.

Opens no socket, and asks the database only through `lookup`. What a file claims is believed only where a known key has
signed it; whatever cannot be read is not genuine.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.printing import badges
from certificates.records.models import Certificate
from certificates.signing import credentials, keys, pdf_signatures
from certificates.signing.pdf_signatures import NotSigned, Tampered, Truncated, UnknownSigner
from certificates.signing.public_keys import CREDENTIAL
from lms.days import write_date

_JWT = re.compile(r"\A[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,200000}\.[A-Za-z0-9_-]{86}")
_OURS = {"AchievementCredential", "OpenBadgeCredential"}


class Verdict(TextChoices):
    VALID = "valid", gettext_lazy("valid")
    GENUINE = "genuine", gettext_lazy("genuine; whether it was revoked is not known here")
    EXPIRED = "expired", gettext_lazy("expired")
    SUPERSEDED = "superseded", gettext_lazy("superseded by a newer one")
    SUSPENDED = "suspended", gettext_lazy("suspended")
    REVOKED = "revoked", gettext_lazy("revoked")
    ALTERED = "altered", gettext_lazy("altered")
    TRUNCATED = "truncated", gettext_lazy("incomplete")
    UNKNOWN_SIGNER = "unknown_signer", gettext_lazy("signed by an unknown party")
    NOT_OURS = "not_ours", gettext_lazy("no certificate of ours")


#: The file is as it was issued, whatever has become of the certificate since.
AUTHENTIC = {Verdict.VALID, Verdict.GENUINE, Verdict.EXPIRED, Verdict.SUPERSEDED, Verdict.SUSPENDED, Verdict.REVOKED}


@dataclass(frozen=True)
class Result:
    """What became of a check. `facts` are only there where the file is authentic, and stand in its signed credential.

    facts: learner, course, organization, code, address (of the public page), issued_on and expires_on (the dates that
        are printed; the second may be None), expires_at (the last moment, or None).
    """

    verdict: Verdict
    sentence: str
    facts: dict = field(default_factory=dict)
    credential: str = ""
    certificate: object = None

    @property
    def is_authentic(self):
        return self.verdict in AUTHENTIC


def verify(content, *, lookup=None, trusted=None):
    """Return the `Result` for the bytes of a file.

    Args:
        lookup: called as `lookup(code=..., sha256=...)`, returns the `Certificate` on record or None; without it,
            nothing is asked and revocation is not known.
        trusted: {key id: `PublicKey`}; by default the keys of this site, from the table of keys where `lookup` is
            given and else from the folder of keys.

    Raises:
        KeyFileError, PublicKeyError: the folder of keys cannot be read.
    """
    if trusted is None:
        trusted = keys.in_table() if lookup else keys.on_disk()
    try:
        token = _authentic_credential(content, trusted)
        payload = _checked(token, trusted)
    except Truncated:
        return _result(Verdict.TRUNCATED)
    except Tampered:
        return _result(Verdict.ALTERED)
    except UnknownSigner:
        return _result(Verdict.UNKNOWN_SIGNER)
    except NotSigned:
        certificate = lookup and lookup(code=None, sha256=sha256(content).hexdigest())
        # Printed before files were signed: the very bytes on record.
        return _on_record(certificate, {}, "") if certificate else _result(Verdict.NOT_OURS)
    facts = _facts_of(payload)
    certificate = lookup and lookup(code=facts["code"], sha256=None)
    if certificate:
        return _on_record(certificate, facts, token)
    if facts["expires_at"] and facts["expires_at"] <= timezone.now():
        return _result(Verdict.EXPIRED, facts, token)
    return _result(Verdict.GENUINE, facts, token)


def _authentic_credential(content, trusted):
    """Return the JWT that the file carries; of a PDF only where the file itself is signed and whole."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if b"%PDF-" in head:
        return pdf_signatures.signed_credential(content, trusted)
    if head.startswith(b"<"):
        try:
            return badges.unbake(content)
        except badges.NotABadge as error:
            raise NotSigned from error
    try:
        return content.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise NotSigned from error


def _checked(token, trusted):
    """Return the payload of a JWT that one of the trusted keys has signed."""
    if not _JWT.fullmatch(token):
        raise NotSigned
    key_id = _key_id_of(token)
    public = trusted.get(key_id)
    if public is None or public.purpose != CREDENTIAL:
        raise UnknownSigner
    try:
        payload = credentials.check(token, public)
        # The last letter has bits to spare, which decoders overlook.
        if token[-1] not in "AQgw" or _OURS.isdisjoint(payload["type"]):
            raise Tampered
    except (ValueError, KeyError, TypeError) as error:
        raise Tampered from error
    return payload


def _key_id_of(token):
    try:
        return str(credentials.header_of(token)["kid"]).rstrip("/").rsplit("/", 1)[-1]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotSigned from error


def _facts_of(payload):
    subject = payload["credentialSubject"]
    issued, expires = datetime.fromisoformat(payload["validFrom"]), payload.get("validUntil")
    expires = datetime.fromisoformat(expires) if expires else None
    return {
        "learner": subject["identifier"][0]["identityHash"],
        "course": subject["achievement"]["name"],
        "organization": payload["issuer"]["name"],
        "code": subject["licenseNumber"],
        "address": payload["id"],
        # As the site wrote them in its own time zone, whatever that of the reader is.
        "issued_on": issued.date(),
        "expires_on": expires and expires.date(),
        "expires_at": expires,
    }


def _on_record(certificate, facts, token):
    """Return the result for an authentic file, going by the state of its certificate."""
    verdict = {
        Certificate.State.REVOKED: Verdict.REVOKED,
        Certificate.State.SUSPENDED: Verdict.SUSPENDED,
        Certificate.State.SUPERSEDED: Verdict.SUPERSEDED,
        Certificate.State.EXPIRED: Verdict.EXPIRED,
    }.get(certificate.state, Verdict.VALID)
    return _result(verdict, facts, token, certificate)


def _result(verdict, facts=None, token="", certificate=None):
    return Result(verdict, _sentence(verdict, facts or {}, certificate), facts or {}, token, certificate)


def _sentence(verdict, facts, certificate):
    if verdict == Verdict.EXPIRED:
        until = certificate.expires_on if certificate else facts["expires_on"]
        return _("This certificate is genuine and unchanged, and was valid until %(day)s.") % {"day": write_date(until)}
    if verdict == Verdict.GENUINE:
        return _(
            "This certificate is genuine and unchanged. Only the site that issued it knows whether it has been "
            "revoked since: %(address)s"
        ) % {"address": facts["address"]}
    return {
        Verdict.VALID: _("This certificate is genuine, unchanged and valid."),
        Verdict.SUPERSEDED: _("This certificate is genuine and unchanged, but a newer one has replaced it."),
        Verdict.SUSPENDED: _("This certificate is genuine and unchanged, but it is currently suspended."),
        Verdict.REVOKED: _("This certificate is genuine and unchanged, but it was revoked."),
        Verdict.ALTERED: _("This file was changed after it was issued. Do not trust what it says."),
        Verdict.TRUNCATED: _("This file is incomplete: its end is missing. Download it again, or ask for a new copy."),
        Verdict.UNKNOWN_SIGNER: _(
            "This file is signed by someone this site does not know. It may come from another organization or be "
            "forged."
        ),
        Verdict.NOT_OURS: _("This file is not a certificate from this site. It has none of its signatures."),
    }[verdict]
