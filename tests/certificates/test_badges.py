"""Badges: what is baked in comes out again, here and elsewhere, and hostile files do nothing."""

import pytest
from defusedxml import ElementTree
from openbadgeslib.ob3 import OB3Verifier

from certificates.printing import badges
from certificates.printing.actions import render_certificate
from tests.factories.certificates import CertificateFactory

from . import signed_files

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.row("K17")
@pytest.mark.parametrize("course", ["Follow a colleague", "R&D <basics>", "W" * 90, "محمد عبد الرحمن"])
def test_unbaking_gives_the_same_credential(course):
    snapshot = signed_files.make_certificate(course=course).snapshot
    baked = badges.bake(badges.draw(snapshot), signed_files.token()).encode()

    assert badges.unbake(baked) == signed_files.token()
    assert OB3Verifier.extract_token_from_svg(baked) == signed_files.token()
    root = ElementTree.fromstring(baked)
    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert root.find(f"{SVG}title").text == f"Certificate of completion: {course}, Northwind Works"


@pytest.mark.row("K17")
@pytest.mark.django_db
def test_learner_downloads_the_badge_with_the_stored_credential(client):
    certificate = render_certificate(certificate=CertificateFactory())
    client.force_login(certificate.learner)
    response = client.get(f"/learning/certificates/{certificate.grouped_code}/badge.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    assert badges.unbake(response.content) == certificate.file.credential


@pytest.mark.parametrize(
    "content",
    [
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<svg xmlns:o='https://purl.imsglobal.org/ob/v3p0'><o:credential/></svg>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg/>",
        b"\xff\xfe<\x00s\x00",
    ],
)
def test_file_without_a_credential_is_no_badge(content):
    with pytest.raises(badges.NotABadge):
        badges.unbake(content)
