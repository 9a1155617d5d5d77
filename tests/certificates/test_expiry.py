"""Certificates that end, are renewed and supersede each other."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.issuing.actions import begin_renewal, issue_certificate, reissue_certificate, revoke_certificate
from certificates.models import Certificate, CourseTemplate, StatusList
from certificates.records.validity import add_months, end_of_validity
from courses.enrollment.actions import begin_again
from courses.learning.actions import complete_lesson
from courses.models import Enrollment
from lms.exceptions import RuleError
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import TrainerFactory

State = Certificate.State
days = st.dates(date(1990, 1, 1), date(2200, 12, 31))
months = st.integers(1, 600)


# --- Months ------------------------------------------------------------------------------------------------------


@pytest.mark.row("K9")
@settings(max_examples=60)
@given(days, months)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, count):
    later = add_months(day, count)
    assert later.year * 12 + later.month - day.year * 12 - day.month == count
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@settings(max_examples=60)
@given(days, days, months)
def test_later_issue_never_ends_earlier(first, second, count):
    first, second = sorted((first, second))
    assert add_months(first, count) <= add_months(second, count)
    assert add_months(first, count) < add_months(first, count + 1)


@pytest.mark.parametrize(
    ("issued", "count", "ends"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_at_the_ends_of_months_and_years(issued, count, ends):
    assert add_months(issued, count) == ends


def test_validity_ends_with_the_last_second_of_the_day_of_the_site(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.get_default_timezone.cache_clear()
    try:
        # In Auckland it is the 2nd already; in summer time 13 hours ahead, in winter 12.
        ends = end_of_validity(datetime(2026, 3, 1, 20, tzinfo=UTC), 3)
        assert ends.astimezone(UTC) == datetime(2026, 6, 2, 11, 59, 59, tzinfo=UTC)
    finally:
        timezone.get_default_timezone.cache_clear()
    assert end_of_validity(datetime(2026, 3, 1, 20, tzinfo=UTC), None) is None


# --- Issuing -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.row("K9")
def test_template_says_how_long_its_certificates_are_valid():
    template = CertificateTemplateFactory(valid_months=12)
    issued_at = datetime(2024, 2, 29, 9, tzinfo=UTC)
    enrollment = EnrollmentFactory(completed=True)
    certificate = issue_certificate(enrollment=enrollment, template=template, issued_at=issued_at)
    assert f"{timezone.localtime(certificate.expires_at):%Y-%m-%d %H:%M:%S}" == "2025-02-28 23:59:59"
    assert certificate.snapshot["expires_on"] == "February 28, 2025"
    assert certificate.state == State.EXPIRED
    assert CertificateFactory(template=CertificateTemplateFactory()).expires_at is None


@pytest.mark.django_db
def test_course_has_a_template_of_its_own_while_that_is_published():
    other, own = CertificateTemplateFactory(), CertificateTemplateFactory()
    course = CoursePageFactory()
    CourseTemplate.objects.create(course=course, template=own)
    assert CertificateFactory(course=course).template == own
    assert CertificateFactory().template == other
    own.live = False
    own.save()
    assert CertificateFactory(course=course).template == other


@pytest.mark.django_db
def test_each_certificate_has_a_place_of_its_own_in_a_status_list():
    first, second = CertificateFactory(), CertificateFactory()
    assert first.status_list == second.status_list == StatusList.objects.get()
    assert first.status_index != second.status_index


@pytest.mark.django_db
@pytest.mark.row("K9")
def test_completing_again_supersedes_and_keeps_the_old_one():
    first = CertificateFactory()
    enrollment = first.enrollment
    second = complete_anew(enrollment)
    third = complete_anew(enrollment)
    states = {each.pk: each.state for each in Certificate.objects.with_successor()}
    assert states == {first.pk: State.SUPERSEDED, second.pk: State.SUPERSEDED, third.pk: State.PRINTING}
    assert (second.supersedes, third.supersedes) == (first, second)
    assert Certificate.objects.filter(learner=first.learner, enrollment=enrollment).count() == 3


@pytest.mark.django_db
def test_revoked_certificate_is_not_superseded_and_expired_one_is():
    expired, revoked = CertificateFactory(), CertificateFactory()
    Certificate.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=400))
    revoke_certificate(certificate=revoked, reason="A mistake", by=TrainerFactory())
    assert complete_anew(expired.enrollment).supersedes == expired
    assert complete_anew(revoked.enrollment).supersedes is None
    assert Certificate.objects.get(pk=expired.pk).state == State.SUPERSEDED
    assert Certificate.objects.get(pk=revoked.pk).state == State.REVOKED


@pytest.mark.django_db
def test_certificate_has_one_successor_at_most():
    first = CertificateFactory()
    complete_anew(first.enrollment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=CertificateFactory().pk).update(supersedes=first)


def complete_anew(enrollment):
    Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=timezone.now())
    return issue_certificate(enrollment=Enrollment.objects.get(pk=enrollment.pk))


# --- Anew --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.row("K9")
def test_reissue_changes_the_name_and_nothing_else_that_is_said():
    course = CoursePageFactory(title="First posts")
    template = CertificateTemplateFactory(valid_months=6)
    certificate = CertificateFactory(course=course, template=template)
    course.title = "Renamed"
    course.save_revision().publish()
    anew = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada O’Konkwo")
    differs = {key for key, value in anew.snapshot.items() if certificate.snapshot[key] != value}
    assert differs <= {"learner", "code", "code_grouped", "url", "issued_at", "issued_on"}
    assert {"learner", "code", "url"} <= differs
    assert anew.snapshot["url"].endswith(f"/verify/{anew.grouped_code}/")
    assert (anew.edition, anew.completed_at, anew.expires_at) == (2, certificate.completed_at, certificate.expires_at)
    assert anew.course_title == "First posts"
    assert Certificate.objects.for_completion(certificate.enrollment).first() == anew


@pytest.mark.django_db
def test_reissue_fills_the_name_wherever_it_stands():
    certificate = CertificateFactory()
    certificate.snapshot["blocks"] = [
        ["title", [["", "For "], ["learner", "Ada Okonkwo"]]],
        ["body", [["learner", "Ada Okonkwo"], ["", " of Ada Okonkwo’s team"]]],
        ["seal", {"picture": "", "alternative": "Logo"}],
    ]
    certificate.save()
    anew = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada Lark")
    assert anew.snapshot["title"] == "For Ada Lark"
    assert anew.snapshot["blocks"][1][1] == [["learner", "Ada Lark"], ["", " of Ada Okonkwo’s team"]]


@pytest.mark.django_db
def test_reissue_twice_gives_one_successor_and_revoked_is_refused():
    certificate, trainer = CertificateFactory(), TrainerFactory()
    first = reissue_certificate(certificate=certificate, by=trainer, name="Ada Lark")
    assert reissue_certificate(certificate=certificate, by=trainer, name="Ada Lark") == first
    with pytest.raises(RuleError, match="A newer certificate has replaced this one"):
        reissue_certificate(certificate=certificate, by=trainer, name="Ada Wren")
    revoke_certificate(certificate=first, reason="A mistake", by=trainer)
    with pytest.raises(RuleError, match="Reinstate it first"):
        reissue_certificate(certificate=first, by=trainer, name="Ada Wren")
    assert Certificate.objects.count() == 2


# --- Renewing ----------------------------------------------------------------------------------------------------


def ending(*, days=30, **kwargs):
    certificate = CertificateFactory(**kwargs)
    Certificate.objects.filter(pk=certificate.pk).update(expires_at=timezone.now() + timedelta(days=days))
    certificate.refresh_from_db()
    return certificate


@pytest.mark.django_db
@pytest.mark.row("K9")
def test_learner_renews_an_ending_certificate_by_completing_the_course_again(
    client, django_capture_on_commit_callbacks
):
    course = CoursePageFactory(requirement_keys=[])
    lesson = LessonPageFactory(course=course)
    certificate = ending(course=course)
    enrollment = certificate.enrollment
    enrollment.lesson_progress.create(lesson=lesson, opened_at=timezone.now(), completed_at=timezone.now())
    client.force_login(certificate.learner)
    page = client.get(certificate.get_absolute_url()).content.decode()
    address = reverse("lms_certificates:begin_renewal", args=[certificate.grouped_code])
    assert address in page

    dashboard = client.get("/learning/").content.decode()
    assert "Ends soon" in dashboard
    assert "Renew it" in dashboard

    for _ in range(2):
        assert client.post(address).status_code == 302
    assert "Renew it" not in client.get("/learning/").content.decode()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.completed_at) == ("active", None)
    assert Certificate.objects.get().state == State.PRINTING

    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=lesson)
    newer = Certificate.objects.exclude(pk=certificate.pk).get()
    assert newer.supersedes == certificate
    assert newer.state == State.VALID


@pytest.mark.django_db
def test_nothing_is_renewed_long_before_its_end_or_after_it_was_replaced(client):
    lasting, endless, replaced = ending(days=61), CertificateFactory(), ending()
    reissue_certificate(certificate=replaced, by=TrainerFactory(), name="Ada Lark")
    for certificate in (lasting, endless, replaced):
        with pytest.raises(RuleError, match="can be renewed"):
            begin_renewal(certificate=certificate, by=certificate.learner)
    client.force_login(lasting.learner)
    response = client.post(reverse("lms_certificates:begin_renewal", args=[lasting.grouped_code]))
    assert response.status_code == 409
    assert "can be renewed" in response.content.decode()
    assert ending(days=-500).is_renewable


@pytest.mark.django_db
def test_course_that_was_never_completed_cannot_be_begun_again():
    enrollment = EnrollmentFactory(status="withdrawn")
    with pytest.raises(RuleError, match="You can only restart a course"):
        begin_again(enrollment=enrollment, by=enrollment.learner)


@pytest.mark.django_db
def test_successor_outlives_what_it_replaced():
    certificate = CertificateFactory()
    newer = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada Lark")
    certificate.delete()
    newer.refresh_from_db()
    assert newer.supersedes is None
    with pytest.raises(ObjectDoesNotExist):
        _ = newer.superseded_by
