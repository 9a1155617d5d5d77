"""The way through a lesson: outline with progress, previous and next, resume where left, what search engines read."""

import re
from html import unescape

import pytest
from django.urls import reverse

from courses.models import LessonProgress
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(db, client):
    user = LearnerFactory()
    client.force_login(user)
    return user


@pytest.fixture
def lessons():
    course = CoursePageFactory(title="First posts", requirement_keys=[])
    return [LessonPageFactory(course=course, title=title) for title in ("Follow", "Reply", "Post")]


@pytest.fixture
def enrollment(learner, lessons):
    return EnrollmentFactory(course=lessons[0].get_course(), learner=learner)


def page_of(client, lesson):
    return unescape(client.get(lesson.url).content.decode())


def outline_of(html):
    """[(title, whether it is said to be done, whether it is this page)] of the lessons at the side."""
    items = re.findall(r'<a class="lms-outline__link.*?</a>', html, re.DOTALL)
    return [(re.search(r"<span>([^<]+)", each)[1], "(done)" in each, "aria-current" in each) for each in items]


def way_on(html):
    """{"prev": (address, title), "next": ...} of the links under the lesson; one that leads nowhere is left out."""
    links = re.findall(r'<a rel="(\w+)" href="([^"]+)"><span>\w+</span>([^<]+)</a>', html)
    return {rel: (url, title) for rel, url, title in links}


@pytest.mark.row("L7")
def test_outline_shows_what_is_done_and_where_the_learner_is(client, enrollment, lessons):
    client.post(reverse("lms_courses:complete", args=[lessons[2].pk]))

    html = page_of(client, lessons[1])

    assert outline_of(html) == [("Follow", False, False), ("Reply", False, True), ("Post", True, False)]
    assert '<progress value="1" max="3" aria-label="Lessons of this course done">' in html


@pytest.mark.row("L7")
def test_previous_and_next_name_their_lesson_and_end_with_the_course(client, enrollment, lessons):
    follow, reply, post = lessons

    assert way_on(page_of(client, follow)) == {"next": (reply.url, "Reply")}
    assert way_on(page_of(client, reply)) == {"prev": (follow.url, "Follow"), "next": (post.url, "Post")}
    assert way_on(page_of(client, post)) == {"prev": (reply.url, "Reply")}


@pytest.mark.row("L7")
def test_resume_leads_to_the_lesson_opened_last_even_after_a_glance_at_the_next(client, enrollment, lessons):
    resume = reverse("lms_courses:resume", args=[enrollment.course.pk])
    for lesson in (lessons[1], lessons[2], lessons[1]):
        client.get(lesson.url)

    assert client.get(resume).url == lessons[1].url

    client.post(reverse("lms_courses:complete", args=[lessons[1].pk]))

    assert client.get(resume).url == lessons[2].url
    assert LessonProgress.objects.count() == 2


@pytest.mark.parametrize(
    ("own", "description"),
    [
        ({}, "Write so that others follow."),
        ({"summary": "Follow a colleague."}, "Follow a colleague."),
        ({"summary": "Follow a colleague.", "search_description": "How to follow"}, "How to follow"),
    ],
    ids=["course", "summary", "search"],
)
def test_lesson_describes_itself_to_search_engines(client, learner, own, description):
    course = CoursePageFactory(summary="Write so that others follow.")
    lesson = LessonPageFactory(course=course, title="Follow", seo_title="Follow people", **own)
    EnrollmentFactory(course=course, learner=learner)

    html = page_of(client, lesson)

    assert f'<meta name="description" content="{description}">' in html
    assert "<title>Follow people · " in html
