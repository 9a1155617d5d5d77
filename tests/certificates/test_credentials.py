"""Credentials: Open Badges 3.0 as others read it; what is forged, changed or expired is rejected, there and here."""

import json

import jsonschema
import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from certificates.printing.actions import render_certificate
from certificates.signing import credentials, keys, public_keys
from tests.factories.certificates import CertificateFactory

from . import signed_files

TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
URI = {"type": "string", "pattern": r"^(https?://|urn:uuid:)\S+$"}


def thing(kind, required, optional=None):
    """Return the schema of an object that is exactly this."""
    properties = {"type": {"const": kind}} | required | (optional or {})
    return {
        "type": "object",
        "properties": properties,
        "required": ["type", *required],
        "additionalProperties": False,
    }


#: What Open Badges 3.0 demands of the part of it that Fledge uses, written after the specification.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "type": "object",
    "properties": {
        "@context": {
            "type": "array",
            "items": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-\d+\.\d+\.\d+)?\.json$"},
            ],
            "minItems": 2,
        },
        "id": URI,
        "type": {
            "allOf": [{"contains": {"const": each}} for each in ("VerifiableCredential", "AchievementCredential")]
        },
        "name": TEXT,
        "issuer": thing(["Profile"], {"id": URI, "name": TEXT, "url": URI}),
        "validFrom": MOMENT,
        "validUntil": MOMENT,
        "awardedDate": MOMENT,
        "credentialSubject": thing(
            ["AchievementSubject"],
            {
                "id": URI,
                "identifier": {
                    "type": "array",
                    "items": thing(
                        "IdentityObject",
                        {"hashed": {"const": False}, "identityHash": TEXT, "identityType": {"const": "name"}},
                    ),
                },
                "licenseNumber": TEXT,
                "achievement": thing(
                    ["Achievement"],
                    {
                        "id": URI,
                        "name": TEXT,
                        "description": TEXT,
                        "achievementType": {"const": "CertificateOfCompletion"},
                        "criteria": {
                            "type": "object",
                            "properties": {"narrative": TEXT},
                            "required": ["narrative"],
                            "additionalProperties": False,
                        },
                        "inLanguage": {"pattern": "^[a-z]{2,4}(-[A-Za-z0-9]{2,8})*$"},
                    },
                ),
            },
        ),
        "evidence": {
            "type": "array",
            "minItems": 1,
            "items": thing(
                ["Evidence"], {"name": TEXT}, {"id": URI, "narrative": TEXT, "description": TEXT, "genre": TEXT}
            ),
        },
        "credentialStatus": thing(
            "BitstringStatusListEntry",
            {
                "id": URI,
                "statusPurpose": {"const": "revocation"},
                "statusListIndex": {"pattern": r"^\d+$"},
                "statusListCredential": URI,
            },
        ),
    },
    "required": ["@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"],
    "additionalProperties": False,
}
EVIDENCE = [
    {
        "name": "Lessons",
        "narrative": "5 of 5 lessons",
        "genre": "Course",
        "id": "https://learn.firm.example/courses/1/",
    },
    {"name": "Guideline acknowledged", "description": "Version 3"},
]


def public_pem(key):
    return key.public.joserfc_key.as_pem(private=False)


def verify_elsewhere(token, *, key=None):
    """Verify by a library that is not ours; returns what it understood, or raises OB3VerificationError."""
    return OB3Verifier(pubkey_pem=public_pem(key or keys.credential_key())).verify(token)


@pytest.mark.row("K5", "K15")
@pytest.mark.parametrize("evidence", [[], EVIDENCE])
@pytest.mark.parametrize("expires_at", [None, signed_files.ISSUED.replace(year=2031)])
def test_document_follows_the_specification(evidence, expires_at):
    document = credentials.document_of(signed_files.make_certificate(evidence=evidence, expires_at=expires_at))
    jsonschema.Draft201909Validator(SCHEMA).validate(document)
    assert [each["name"] for each in document.get("evidence", ())] == [each["name"] for each in evidence]
    assert document.get("validUntil") == (expires_at and "2031-03-21T12:00:00Z")


@pytest.mark.row("K5")
def test_document_says_what_is_printed():
    document = credentials.document_of(signed_files.make_certificate())
    subject = document["credentialSubject"]
    assert document["id"] == "https://learn.firm.example/learning/verify/7QK2-M9XD-4TPA-WEVC-H3JR/"
    assert document["issuer"]["id"] == "https://learn.firm.example/learning/issuer/"
    assert document["issuer"]["name"] == "Northwind Works"
    assert (document["validFrom"], document["awardedDate"]) == ("2026-03-21T12:00:00Z", "2026-03-20T09:00:00Z")
    assert subject["identifier"][0]["identityHash"] == "Ada Okonkwo"
    assert subject["achievement"]["name"] == "Follow a colleague"
    assert subject["achievement"]["criteria"]["narrative"] == "- find people\n- choose what you hear about"
    assert document["credentialStatus"] == {
        "id": "https://learn.firm.example/learning/issuer/status/1/#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://learn.firm.example/learning/issuer/status/1/",
    }


@pytest.mark.row("K5")
def test_other_verifier_accepts_what_is_genuine():
    understood = verify_elsewhere(signed_files.token())
    assert understood.issuer.name == "Northwind Works"
    assert understood.achievement.name == "Follow a colleague"
    assert jwt.get_unverified_header(signed_files.token()) == {
        "alg": "EdDSA",
        "typ": "vc+jwt",
        "kid": f"https://learn.firm.example/learning/issuer/keys/{keys.credential_key().public.key_id}/",
    }


@pytest.mark.row("K5")
def test_other_verifier_rejects_what_is_forged_or_expired(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(keys, "_organization", lambda: "Someone")
    stranger = signed_files.foreign_key(tmp_path, settings, public_keys.CREDENTIAL)
    forged = signed_files.make_token(signed_files.make_certificate(), key=stranger)
    head, body, signature = signed_files.token().split(".")
    for token, sentence in (
        (forged, "Invalid signature"),
        (f"{head}.{body[:-8]}AAAAAAAA.{signature}", "Invalid"),
        (signed_files.expired_token(), "expired"),
    ):
        with pytest.raises(OB3VerificationError, match=sentence):
            verify_elsewhere(token)


@pytest.mark.row("K5")
def test_signing_again_gives_the_same_text():
    assert signed_files.make_token(signed_files.make_certificate()) == signed_files.token()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "Ed25519"])
def test_token_cannot_choose_its_algorithm(algorithm):
    public = keys.credential_key().public
    payload = credentials.payload_of(signed_files.token())
    if algorithm == "Ed25519":
        head = json.dumps({"alg": "Ed25519"}).encode()
        token = ".".join([jwt.utils.base64url_encode(head).decode(), *signed_files.token().split(".")[1:]])
    else:
        # The public key as a shared secret, which a careless verifier would take.
        token = jwt.encode(payload, public.jwk["x"] if algorithm == "HS256" else None, algorithm)
    with pytest.raises(ValueError, match="not signed by this key"):
        credentials.check(token, public)


@pytest.mark.django_db
@pytest.mark.row("K5")
def test_credential_is_in_the_file_and_beside_it(client):
    certificate = render_certificate(certificate=CertificateFactory())
    stored = certificate.file.credential
    assert stored.encode() in signed_files.attached(bytes(certificate.file.content)).values()

    client.force_login(certificate.learner)
    base = f"/learning/certificates/{certificate.grouped_code}/credential"
    assert client.get(f"{base}.jwt").content.decode() == stored
    shown = client.get(f"{base}.json")
    assert shown["Content-Type"] == "application/vc"
    assert json.loads(shown.content) == credentials.payload_of(stored)
    assert certificate.learner.email not in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.row("K4", "K5")
def test_site_serves_the_keys_that_its_credentials_name(client):
    certificate = render_certificate(certificate=CertificateFactory())
    header = jwt.get_unverified_header(certificate.file.credential)

    one = client.get("/" + header["kid"].split("/", 3)[3])
    listed = client.get("/learning/issuer/keys/").json()["keys"]

    assert one.json()["kid"] == header["kid"]
    assert one["Access-Control-Allow-Origin"] == "*"
    assert {key["alg"]: len(key.get("x5c", ())) for key in listed} == {"EdDSA": 0, "ES256": 1}
    claims = jwt.decode(certificate.file.credential, jwt.PyJWK(one.json()).key, algorithms=["EdDSA"])
    profile = client.get("/" + claims["iss"].split("/", 3)[3]).json()
    assert (profile["id"], profile["type"]) == (claims["iss"], ["Profile"])
    assert client.get("/learning/issuer/keys/unknown/").status_code == 404
