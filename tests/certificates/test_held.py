"""Nothing is held in silence: what holds a certificate is refused or told when it is saved; its mending issues it."""

import html
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from certificates.issuing.actions import make_default, retry_long_held, use_for_courses
from certificates.issuing.tasks import issue
from certificates.models import Certificate, HeldCertificate
from courses.models import CoursePage, Enrollment
from courses.reminders.actions import send_reminders
from lms.models import Brand
from tests.courses.test_admin_pages import course_form
from tests.factories.certificates import CertificateTemplateFactory, template_content
from tests.factories.courses import CoursePageFactory, EnrollmentFactory
from tests.factories.users import AdminFactory, LearnerFactory, TrainerFactory

from .test_admin import TEMPLATES, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.row("K21")]

HELD = "None of the certificate fonts has the character “🐦” (U+1F426) in “Birds 🐦”, so the certificate is held back."
REFUSED = "None of the certificate fonts has the character “🐦” (U+1F426). Emoji cannot be printed. Use words instead."
ADD_A_FONT = "An administrator can add a font that has it to the FONT_DIRECTORY folder."


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """Return a context manager at whose end the tasks of its block are done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def completed(course=None, **learner):
    """Return an enrollment of someone who has completed a course, after its certificate was tried."""
    learner = LearnerFactory(**{"first_name": "Ada", "last_name": "Okonkwo"} | learner)
    enrollment = EnrollmentFactory(
        course=course or CoursePageFactory(), learner=learner, status="completed", completed_at=timezone.now()
    )
    issue.call(enrollment.pk)
    return enrollment


def warnings_of(response):
    messages = [html.unescape(str(each)) for each in get_messages(response.wsgi_request) if each.level_tag == "warning"]
    return [message.strip() for message in messages]


def test_course_whose_title_has_an_emoji_holds_and_issues_once_it_is_mended(worker):
    course = CoursePageFactory(title="Birds 🐦")
    enrollment = completed(course)
    held = HeldCertificate.objects.get()
    assert (held.reason, held.letter) == (HELD, "🐦")
    issue.call(enrollment.pk)
    assert HeldCertificate.objects.count() == 1
    (entry,) = ModelLogEntry.objects.filter(action="lms_certificates.hold")
    assert (entry.object_id, entry.data) == (str(enrollment.pk), {"reason": HELD})

    course.title = "Birds"
    with worker():
        course.save_revision().publish()

    certificate = Certificate.objects.get()
    assert certificate.course_title == "Birds"
    assert not HeldCertificate.objects.exists()


def test_template_that_is_mended_issues(worker):
    template = CertificateTemplateFactory(content=template_content(title="Done 🐦"))
    completed()
    assert HeldCertificate.objects.get().letter == "🐦"
    template.content = template_content(title="Done")
    with worker():
        template.save_revision().publish()
    assert Certificate.objects.get().snapshot["title"] == "Done"


@pytest.mark.parametrize("choose", ["default", "courses"])
def test_another_template_issues(worker, choose):
    CertificateTemplateFactory(content=template_content(title="Done 🐦"))
    course = completed().course
    template, trainer = CertificateTemplateFactory(content=template_content(title="Done")), AdminFactory()
    assert HeldCertificate.objects.exists()
    with worker():
        if choose == "default":
            make_default(template=template, by=trainer)
        else:
            use_for_courses(template=template, courses=[course], by=trainer)
    assert Certificate.objects.get().snapshot["title"] == "Done"


def test_brand_that_is_mended_issues(worker):
    course = CoursePageFactory()
    brand = Brand.for_site(course.get_site())
    brand.organization_name = "Birds 🐦"
    brand.save()
    completed(course)
    assert HeldCertificate.objects.get().letter == "🐦"
    brand.organization_name = "Birds"
    with worker():
        brand.save()
    assert Certificate.objects.get().snapshot["organization"] == "Birds"


def test_name_that_is_mended_issues_and_a_sign_in_tries_nothing(worker, django_assert_num_queries):
    learner = completed(first_name="Ada 🐦").learner
    learner.last_login = timezone.now()
    with django_assert_num_queries(1):
        learner.save(update_fields=["last_login"])
    assert HeldCertificate.objects.get().letter == "🐦"
    learner.first_name = "Ada"
    with worker():
        learner.save()
    assert Certificate.objects.get().learner_name == "Ada Okonkwo"


def test_name_that_is_empty_holds_as_well():
    completed(first_name="", last_name="", username="...")
    held = HeldCertificate.objects.get()
    assert held.reason == "There is no name to print. Enter the first and last name in the account."
    assert (held.letter, held.remedy) == ("", "")


def test_periodic_run_tries_again_after_an_hour(worker):
    completed(CoursePageFactory(title="Birds 🐦"))
    CoursePage.objects.update(title="Birds")  # as by hand in the database
    with worker():
        assert retry_long_held(now=timezone.now()) == 0
    assert not Certificate.objects.exists()
    HeldCertificate.objects.update(tried_at=timezone.now() - timedelta(hours=1))
    with worker():
        send_reminders()
    assert Certificate.objects.get().course_title == "Birds"


def test_completion_that_is_taken_back_is_held_no_more():
    enrollment = completed(CoursePageFactory(title="Birds 🐦"))
    Enrollment.objects.update(status="active", completed_at=None)
    issue.call(enrollment.pk)
    assert not HeldCertificate.objects.exists()


def test_reason_noted_after_another_try_has_issued_is_held_no_more():
    enrollment = completed()
    assert Certificate.objects.exists()
    HeldCertificate.objects.create(enrollment=enrollment, reason=HELD, letter="🐦")  # by a slower try, of before
    issue.call(enrollment.pk)
    assert not HeldCertificate.objects.exists()


# --- Told ----------------------------------------------------------------------------------------------------------


def test_learner_reads_why_the_certificate_waits(client):
    enrollment = completed(CoursePageFactory(title="Birds 🐦"))
    client.force_login(enrollment.learner)
    said = (
        f"Your certificate is waiting. {HELD} "
        "Your trainers can see this, too. It is issued automatically once this is fixed."
    )
    for address in (enrollment.course.url, reverse("lms_certificates:mine")):
        page = html.unescape(client.get(address).content.decode())
        assert said in " ".join(page.split()), address
    client.force_login(LearnerFactory())
    assert "waiting" not in client.get(reverse("lms_certificates:mine")).content.decode()


def test_trainer_reads_at_home_and_in_a_list_what_is_held_and_what_helps(client, count_queries):
    home, listed = reverse("wagtailadmin_home"), reverse("lms_held_certificates:index")
    client.force_login(TrainerFactory())
    assert "held back" not in client.get(home).content.decode()
    completed(CoursePageFactory(title="Birds 🐦"), first_name="<b>Ada</b>")
    completed(first_name="ស៊ីន", last_name="")
    for address in (home, listed):
        page = client.get(address).content.decode()
        for words in ("&lt;b&gt;Ada&lt;/b&gt;", "U+1F426", "U+179F", ADD_A_FONT, REFUSED.split(". ")[1]):
            assert words in page, (address, words)
    before = count_queries(lambda: client.get(listed))
    completed(CoursePageFactory(title="More 🐦"))
    assert count_queries(lambda: client.get(listed)) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Well done 🐦"},
        {"body": "has completed {course} 🐦"},
        {"blocks": [("title", "T"), ("name", {"lead": "🐦"}), ("verification", "")]},
    ],
    ids=["title", "body", "lead"],
)
def test_template_with_a_letter_that_no_font_has_is_refused(client, change):
    template = CertificateTemplateFactory(content=template_content(title="Before"))
    client.force_login(TrainerFactory())
    sent = form_of(template, **change) | {"action-publish": "1"}
    page = client.post(reverse(f"{TEMPLATES}:edit", args=[template.pk]), sent).content.decode()
    assert "(U+1F426). Emoji cannot be printed. Use words instead." in page
    template.refresh_from_db()
    assert next(block.value for block in template.content if block.block_type == "title") == "Before"


def test_brand_with_a_letter_that_no_font_has_is_refused(client):
    site = CoursePageFactory().get_site()
    client.force_login(AdminFactory())
    address = reverse("wagtailsettings:edit", args=["lms", "brand", site.pk])
    page = client.post(address, {"organization_name": "Birds 🐦", "logo": "", "accent_color": ""}).content.decode()
    assert REFUSED in html.unescape(page)
    assert not Brand.objects.filter(organization_name="Birds 🐦").exists()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_course_is_saved_and_the_letter_announced(client, accept):
    course = CoursePageFactory()
    client.force_login(TrainerFactory())
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    response = client.post(edit, course_form(title="Birds 🐦"), headers={"accept": accept})
    course.refresh_from_db()
    assert course.get_latest_revision_as_object().title == "Birds 🐦"
    told = (
        "Certificates are held back because no font has the character “🐦” (U+1F426). Emoji cannot be printed. "
        "Use words instead."
    )
    assert warnings_of(response) == ([told] if accept == "text/html" else [])


def test_name_of_an_account_is_saved_and_the_letter_announced(client):
    client.force_login(AdminFactory())
    learner = LearnerFactory()
    sent = {"username": learner.username, "email": learner.email, "first_name": "ស", "last_name": "小\U000e01ef"}
    response = client.post(reverse("wagtailusers_users:edit", args=[learner.pk]), sent | {"is_active": "on"})
    learner.refresh_from_db()
    assert learner.first_name == "ស"
    assert warnings_of(response) == [
        f"Certificates are held back because no font has the character “ស” (U+179F). {ADD_A_FONT}",
        "No font has this variant of “小”. It will be printed in its usual form.",
    ]
