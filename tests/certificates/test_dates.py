"""One date: completed, issued and expires are days of the site's time zone, whoever acts and whoever looks."""

import re
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from certificates.issuing.actions import issue_certificate, reissue_certificate
from certificates.learners.personal_data import personal_tables
from certificates.learners.sharing import linkedin_address
from certificates.models import Certificate, CertificateTemplate
from certificates.printing import documents
from certificates.printing.documents import long_date
from certificates.printing.pdf import render_pdf
from certificates.signing import credentials
from certificates.verification.status_display import status_display_of
from certificates.verification.verify import verify
from courses.models import Enrollment
from lms.days import site_day, start_of_day, write_date
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.courses import EnrollmentFactory
from tests.factories.users import LearnerFactory, TrainerFactory

from .sheets import make_document, text_of
from .signed_files import make_token, trusted

BERLIN, AUCKLAND, HONOLULU = "Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu"
ZONES = st.sampled_from(
    [BERLIN, AUCKLAND, HONOLULU, "UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Africa/Cairo"]
)


@st.composite
def moments(draw):
    """Moments within two hours of a midnight somewhere, also on the days on which clocks are changed."""
    changes = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 9, 27), date(2026, 11, 1)]
    day = draw(st.one_of(st.sampled_from(changes), st.dates(date(2020, 1, 1), date(2037, 12, 31))))
    midnight = datetime(day.year, day.month, day.day, tzinfo=zoneinfo.ZoneInfo(draw(ZONES)))
    return midnight.astimezone(UTC) + timedelta(seconds=draw(st.integers(-7200, 7200)))


@given(moment=moments(), site=ZONES, active=ZONES)
def test_day_is_that_of_the_site_whatever_zone_is_active(moment, site, active):
    with override_settings(TIME_ZONE=site), timezone.override(active):
        assert site_day(moment) == moment.astimezone(zoneinfo.ZoneInfo(site)).date()
        assert start_of_day(site_day(moment)) <= moment < start_of_day(site_day(moment) + timedelta(days=1))


def test_no_moment_has_no_day():
    assert site_day(None) is None


def shown_dates(page):
    """Return {label: date in words} of the list of facts on a page."""
    return {
        label: unescape(value)
        for label, value in re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", page)
        if label in ("Completed on", "Issued on", "Valid until")
    }


@pytest.mark.row("K20")
@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(completed=moments(), wait=st.integers(0, 3 * 86400), site=ZONES, issuer=ZONES, reader=ZONES)
@example(completed=datetime(2026, 11, 29, 23, 30, tzinfo=UTC), wait=0, site=BERLIN, issuer=HONOLULU, reader=AUCKLAND)
def test_paper_page_credential_and_record_have_the_same_days(client, completed, wait, site, issuer, reader):
    issued = completed + timedelta(seconds=wait)
    zone = zoneinfo.ZoneInfo(site)
    learner, template = LearnerFactory(), CertificateTemplateFactory(valid_months=12)
    client.force_login(learner)
    with override_settings(TIME_ZONE=site):
        with timezone.override(issuer):
            certificate = CertificateFactory(
                learner=learner, template=template, completed_at=completed, issued_at=issued, by=TrainerFactory()
            )
        certificate = Certificate.objects.get(pk=certificate.pk)
        days = completed.astimezone(zone).date(), issued.astimezone(zone).date(), certificate.expires_on
        assert certificate.expires_at.astimezone(zone) == datetime(
            days[2].year, days[2].month, days[2].day, 23, 59, 59, tzinfo=zone
        )
        with timezone.override(reader):
            assert (certificate.completed_on, certificate.issued_on, certificate.expires_on) == days
            # Paper: what is printed is this, word for word.
            snapshot = certificate.snapshot
            printed = snapshot["completed_on"], snapshot["issued_on"], snapshot["expires_on"]
            assert printed == tuple(long_date(day) for day in days)
            # Pages: that of the learner and that of everyone.
            words = {
                label: write_date(day)
                for label, day in zip(("Completed on", "Issued on", "Valid until"), days, strict=True)
            }
            assert shown_dates(client.get(certificate.get_absolute_url()).content.decode()) == words
            public = reverse("lms_certificates:verify_code", args=[certificate.grouped_code])
            assert shown_dates(client.get(public).content.decode()) == words
            # Credential: the dates as they are written, and what is told of the file, also by a site in another zone.
            document = credentials.document_of(certificate)
            written = (document["awardedDate"], document["validFrom"], document["validUntil"])
            assert tuple(date.fromisoformat(moment[:10]) for moment in written) == days
            assert datetime.fromisoformat(document["validFrom"]) == issued.replace(microsecond=0)
            token = make_token(certificate)
            shared = parse_qs(urlsplit(linkedin_address(certificate)).query)
            months = [
                (int(shared[f"{name}Year"][0]), int(shared[f"{name}Month"][0])) for name in ("issue", "expiration")
            ]
            assert months == [(day.year, day.month) for day in days[1:]]
            # Record: what the learner may take away, and the page of the course.
            (row,) = personal_tables(learner)[0].rows
            assert row[3:6] == days
            assert Enrollment.objects.get(learner=learner).completed_on == days[0]
    with override_settings(TIME_ZONE=reader):
        facts = verify(token.encode(), trusted=trusted()).facts
        assert (facts["issued_on"], facts["expires_on"]) == days[1:]


@pytest.mark.row("K20")
@pytest.mark.parametrize("design", CertificateTemplate.Design.values)
def test_printed_dates_are_those_of_the_record(design):
    template = CertificateTemplate(design=design, content=template_content(body="Issued on {issued_on}."))
    with override_settings(TIME_ZONE=BERLIN), timezone.override(HONOLULU):
        document = make_document(
            template=template, issued_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC), expires_on=date(2027, 12, 1)
        )
    text = text_of(render_pdf(document))
    for words in ("IssuedonDecember1,2026.", "March20,2026", "December1,2027"):
        assert words in text
    assert (document["issued_on_iso"], document["expires_on_iso"]) == ("2026-12-01", "2027-12-01")


@pytest.mark.row("K20")
@pytest.mark.django_db
def test_new_edition_is_dated_by_the_site_too():
    trainer, certificate = TrainerFactory(), CertificateFactory(template=CertificateTemplateFactory(valid_months=12))
    with override_settings(TIME_ZONE="Pacific/Kiritimati"), timezone.override("Pacific/Pago_Pago"):
        anew = reissue_certificate(certificate=certificate, by=trainer, name="Ada Lovelace")
        assert anew.issued_on == site_day(anew.issued_at)
        assert anew.snapshot["issued_on"] == long_date(anew.issued_on)
    assert (anew.completed_on, anew.expires_on) == (certificate.completed_on, certificate.expires_on)


@pytest.mark.row("K20")
@pytest.mark.django_db
def test_issued_in_the_admin_by_somebody_elsewhere(client):
    """The admin turns to the time zone of whoever works in it."""
    from wagtail.users.models import UserProfile

    trainer = TrainerFactory()
    profile = UserProfile.get_for_user(trainer)
    profile.current_time_zone = "Pacific/Pago_Pago"
    profile.save()
    client.force_login(trainer)
    completed = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    enrollment = EnrollmentFactory(status="completed", completed_at=completed)
    sent = {"enrollment": enrollment.pk, "template": ""}
    assert client.post(reverse("lms_certificate_register:add"), sent).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.snapshot["completed_on"] == "November 30, 2026"
    listed = client.get(reverse("lms_certificate_register:index"), {"export": "csv"})
    rows = b"".join(listed.streaming_content).decode().splitlines()
    assert "2026-11-30" in rows[1]
    assert rows[1].count(str(site_day(certificate.issued_at))) == 1


@pytest.mark.django_db
def test_days_on_record_stay_when_the_site_moves():
    certificate = CertificateFactory(completed_at=datetime(2026, 11, 30, 0, 30, tzinfo=UTC))
    with override_settings(TIME_ZONE=HONOLULU):
        assert certificate.completed_on == date(2026, 11, 30)
        assert certificate.issued_on.isoformat() == certificate.snapshot["issued_on_iso"]


@pytest.mark.django_db
def test_record_without_days_of_its_own_has_those_of_its_moments():
    """As issued before days were kept."""
    certificate = CertificateFactory(template=CertificateTemplateFactory(valid_months=1))
    for name in ("issued_on_iso", "expires_on_iso"):
        del certificate.snapshot[name]
    assert certificate.issued_on == site_day(certificate.issued_at)
    assert certificate.expires_on == site_day(certificate.expires_at)


@pytest.mark.row("K20")
@pytest.mark.django_db
def test_revoked_and_expired_are_told_by_the_day_of_the_site():
    certificate = CertificateFactory(
        template=CertificateTemplateFactory(valid_months=1), issued_at=datetime(2026, 1, 30, 23, 30, tzinfo=UTC)
    )
    with timezone.override(AUCKLAND):
        assert "until Feb 28, 2026" in status_display_of(certificate).text
        certificate.revoked_at = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
        assert "on May 4, 2026" in status_display_of(certificate).text


def test_preview_ends_on_the_day_of_the_site():
    with timezone.override(HONOLULU):
        document = documents.sample(template=CertificateTemplate(valid_months=12))
    assert document["expires_on_iso"] == "2027-03-20"


@pytest.mark.django_db
def test_issued_for_a_paper_of_old_is_dated_as_said():
    issued_at = datetime(2020, 2, 29, 23, 0, tzinfo=UTC)
    enrollment = EnrollmentFactory(status="completed", completed_at=issued_at)
    assert issue_certificate(enrollment=enrollment, issued_at=issued_at).issued_on == date(2020, 2, 29)
