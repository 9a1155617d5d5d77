"""Two sites of one Wagtail: what is about a course leads to the site of that course, and to no other."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from courses.calendars.presenters import personal_calendar
from courses.classes.notices import announce_classes
from courses.enrollment.notices import tell_people
from courses.models import CatalogPage, Enrollment
from courses.reminders.actions import remind_of_due_dates
from lms.accounts.people import profile_of
from lms.models import Brand, Webhook
from lms.pages.addresses import address_of_site, full_address, site_address
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory
from tests.lms.test_webhooks import chat_tool  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalog")]

FIRST, SECOND = "http://first.example", "http://second.example"
LINK = re.compile(r'href="(https?://[^/"]+)')


@pytest.fixture
def first_site(catalog):
    Site.objects.update(hostname="first.example")
    return Site.objects.get()


@pytest.fixture
def second_site(first_site):
    root = Page.get_first_root_node().add_child(instance=CatalogPage(title="Second catalog", slug="second"))
    site = Site.objects.create(hostname="second.example", root_page=root, site_name="Second")
    Brand.objects.create(site=site, organization_name="The Second Firm")
    return site


@pytest.fixture
def course(second_site):
    return CoursePageFactory(parent=second_site.root_page.specific, title="First posts")


@pytest.fixture
def lessons(course):
    return [LessonPageFactory(course=course) for _each in range(3)]


def links_of(mail):
    return set(LINK.findall(mail.alternatives[0].content))


def test_addresses_are_those_of_the_site_of_a_page(course, catalog, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://admin.example"

    assert (address_of_site(course), full_address(course)) == (SECOND, f"{SECOND}/first-posts/")
    assert address_of_site(None) == address_of_site(Page.get_first_root_node()) == FIRST
    Site.objects.filter(hostname="first.example").update(hostname="localhost")
    Site.clear_site_root_paths_cache()
    assert full_address(catalog) == "https://admin.example/"
    assert site_address(None) == "https://admin.example"


@pytest.mark.row("U11")
def test_mail_about_a_course_leads_to_its_site_and_speaks_for_its_firm(course, mailoutbox):
    EnrollmentFactory(course=course, enrolled_by=TrainerFactory(), source="trainer")

    assert tell_people(Enrollment.objects.all()) == 1

    assert links_of(mailoutbox[0]) == {SECOND}
    assert mailoutbox[0].from_email.startswith("The Second Firm <")


@pytest.mark.row("U11")
def test_mail_about_courses_of_two_sites_leads_to_each(course, catalog, mailoutbox):
    day = timezone.localdate() + timezone.timedelta(days=7)
    first = EnrollmentFactory(course=CoursePageFactory(parent=catalog), due_date=day)
    EnrollmentFactory(course=course, learner=first.learner, due_date=day)
    profile = profile_of(first.learner)
    profile.time_zone = "Etc/UTC"
    profile.save()

    assert remind_of_due_dates(now=timezone.now().replace(hour=9)) == 1

    assert links_of(mailoutbox[0]) == {FIRST, SECOND}


@pytest.mark.row("U11")
def test_calendar_leads_to_the_site_of_each_course(course, catalog):
    classes = [ScheduledClassFactory(course=each) for each in (course, CoursePageFactory(parent=catalog))]
    learner = EnrollmentFactory(course=course, due_date=timezone.localdate()).learner
    for each in classes:
        BookingFactory(scheduled_class=each, learner=learner)

    feed = personal_calendar(learner).replace(b"\r\n ", b"").decode()

    assert set(re.findall(r"^URL:(.*)$", feed, re.MULTILINE)) == {
        f"{SECOND}{classes[0].get_absolute_url()}\r",
        f"{FIRST}{classes[1].get_absolute_url()}\r",
        f"{SECOND}/first-posts/\r",
    }


@pytest.mark.row("U11")
@pytest.mark.parametrize("host", ["second.example", "first.example"])
def test_address_of_ones_calendar_is_on_the_site_that_one_is_on(client, second_site, host):
    client.force_login(LearnerFactory())

    response = client.get(reverse("lms_courses:calendar"), headers={"host": host})

    assert response.context["feed_url"].startswith(f"http://{host}/learning/")


@pytest.mark.row("U11")
@pytest.mark.parametrize("host", ["second.example", "first.example"])
def test_links_stay_on_the_site_or_lead_to_the_right_one(client, course, lessons, host):
    enrollment = EnrollmentFactory(course=course)
    client.force_login(enrollment.learner)
    pages = [reverse("lms:dashboard")]
    if host == "second.example":
        pages += [f"/{course.slug}/", f"/{course.slug}/{lessons[1].slug}/", "/"]

    for page in pages:
        text = client.get(page, headers={"host": host}).content.decode()
        own = f"/{course.slug}/"
        assert f'href="{own if host == "second.example" else SECOND + own}' in text or page == "/learning/", page
        assert set(LINK.findall(text)) <= ({SECOND} if host == "first.example" else set()), page

    resumed = client.get(reverse("lms_courses:resume", args=[course.pk]), headers={"host": host})
    assert resumed.url.startswith(("" if host == "second.example" else SECOND) + f"/{course.slug}/lesson-")


@pytest.mark.row("U11")
@pytest.mark.parametrize(("host", "title"), [("second.example", "Second catalog"), ("first.example", "Courses")])
def test_catalog_is_that_of_the_site(client, second_site, host, title):
    response = client.get("/learning/courses/", headers={"host": host}, follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.row("U11")
def test_message_to_a_channel_leads_to_the_site_of_the_class(course, chat_tool):  # noqa: F811
    Webhook.objects.create(name="#learning", url=chat_tool.url, format="mattermost")
    scheduled_class = ScheduledClassFactory(course=course, first_published_at=timezone.now())

    assert announce_classes() == 1

    [(_path, _type, payload)] = chat_tool.received
    assert f"({SECOND}{scheduled_class.get_absolute_url()})" in payload["text"]
