"""What is frozen when a certificate is issued: everything printed, in the order of the template, and nothing else."""

import json
from datetime import UTC, date, datetime

import pytest

from certificates.issuing.actions import issue_certificate
from certificates.models import Certificate, CertificateTemplate
from certificates.printing import documents
from lms.exceptions import RuleError
from tests.factories.certificates import template_content
from tests.factories.courses import CoursePageFactory, EnrollmentFactory
from tests.factories.users import LearnerFactory


def compose(*, content=None, **changes):
    values = {
        "template": CertificateTemplate(content=content or template_content()),
        "learner": "Ada Okonkwo",
        "course": "Follow a colleague",
        "level": "Basics",
        "outcomes": ["find people"],
        "completed_on": date(2026, 3, 20),
        "issued_at": datetime(2026, 3, 21, 12, tzinfo=UTC),
        "organization": "Northwind Works",
        "accent": "",
        "code": "7QK2M9XD4TPAWEVCH3JR",
        "url": "https://learning.example/learning/verify/7QK2-M9XD-4TPA-WEVC-H3JR/",
        "language": "en",
    }
    return documents.compose(**(values | changes))


def test_blocks_are_frozen_in_order_with_tokens_filled():
    signatory = {"name": "Imogen", "role": "Head", "signature": None}
    document = compose(content=template_content(title="{course}: done", signatories=[signatory]))
    assert document["version"] == 2
    assert document["title"] == "Follow a colleague: done"
    assert document["blocks"] == [
        ["kicker", [["organization", "Northwind Works"]]],
        ["title", [["course", "Follow a colleague"], ["", ": done"]]],
        ["name", {"lead": "Awarded to"}],
        ["body", [["", "has completed the course "], ["course", "Follow a colleague"], ["", "."]]],
        ["skills", {"heading": "Is now able to", "most": 4}],
        ["seal", {"picture": "", "alternative": "Logo of Northwind Works"}],
        ["signatories", [{"name": "Imogen", "role": "Head", "picture": "", "alternative": "Signature of Imogen"}]],
        ["verification", None],
    ]
    assert json.loads(json.dumps(document)) == document


def test_words_of_a_learner_are_never_read_as_a_token():
    document = compose(learner="{course}", content=template_content(body="{learner} has finished {course}."))
    assert dict(document["blocks"])["body"] == [
        ["learner", "{course}"],
        ["", " has finished "],
        ["course", "Follow a colleague"],
        ["", "."],
    ]


def test_evidence_is_frozen_and_not_printed():
    evidence = [{"name": "Lessons", "narrative": "12 of 12"}]
    document = compose(evidence=evidence)
    assert document["evidence"] == evidence
    assert "12 of 12" not in list(documents.printed_texts(document))


def test_dates_stand_in_words_of_the_language():
    document = compose(language="de", expires_on=date(2028, 3, 20))
    assert (document["completed_on"], document["expires_on"]) == ("20. März 2026", "20. März 2028")


@pytest.mark.row("K12")
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "letter", "code"), [("ស៊ីន", "ស", "U+179F"), ("Ada 🐦", "🐦", "U+1F426")])
def test_certificate_under_a_name_that_no_font_can_draw_is_held_and_the_letter_named(name, letter, code):
    learner = LearnerFactory(first_name=name, last_name="")
    enrollment = EnrollmentFactory(learner=learner, status="completed", completed_at=datetime(2026, 3, 20, tzinfo=UTC))
    with pytest.raises(RuleError) as caught:
        issue_certificate(enrollment=enrollment)
    assert str(caught.value) == (
        f"None of the certificate fonts has the character “{letter}” ({code}), so the certificate is held back."
    )
    assert not Certificate.objects.exists()


@pytest.mark.row("K12")
@pytest.mark.django_db
def test_course_whose_title_no_font_can_draw_is_named():
    course = CoursePageFactory(title="Birds 🐦")
    enrollment = EnrollmentFactory(course=course, status="completed", completed_at=datetime(2026, 3, 20, tzinfo=UTC))
    with pytest.raises(RuleError) as caught:
        issue_certificate(enrollment=enrollment)
    assert str(caught.value) == (
        "None of the certificate fonts has the character “🐦” (U+1F426) in “Birds 🐦”, so the certificate is held back."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"content": template_content(title="Well done 🐦")},
        {"content": template_content(signatories=[{"name": "Imogen", "role": "🐦", "signature": None}])},
        {"outcomes": ["see a 🐦"]},
    ],
    ids=["title", "signatory", "outcome"],
)
def test_every_printed_text_passes_the_gate(changes):
    with pytest.raises(RuleError, match="U\\+1F426"):
        compose(**changes)


def test_lines_of_a_text_are_no_missing_letters():
    compose(content=template_content(body="One line\r\nand another"))
