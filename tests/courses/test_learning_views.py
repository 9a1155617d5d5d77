"""What a learner does on a course, over HTTP."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from courses.models import Acknowledgment, CatalogPage, Enrollment, LessonProgress
from tests.factories.courses import (
    CatalogPageFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    SocialToolFactory,
)
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def post(client, name, *args, **data):
    return client.post(reverse(f"lms_courses:{name}", args=args), data)


def said(response):
    """[(level, sentence)] of the messages that a response leaves for the next page."""
    return [(message.level_tag, message.message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def learner(db, client):
    user = LearnerFactory()
    client.force_login(user)
    return user


@pytest.fixture
def course(db):
    return CoursePageFactory(title="First posts", requirement_keys=["guidelines"])


@pytest.fixture
def lessons(course):
    return [LessonPageFactory(course=course, title=title) for title in ("Follow", "Reply", "Post")]


# --- Catalog ------------------------------------------------------------------------------------------------------


def test_catalog_leads_to_the_catalog_page(client, catalog):
    assert client.get("/learning/courses/").url == catalog.url


def test_catalog_without_a_page_says_so(client):
    assert not CatalogPage.objects.exists()

    response = client.get("/learning/courses/")

    assert response.status_code == 404
    assert "There is no course catalog yet" in response.content.decode()


@pytest.mark.usefixtures("search_index")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Chirp basics", "Loft basics", "Any tool", "Chirp experts"]),
        ("?level=basics", ["Chirp basics", "Loft basics", "Any tool"]),
        ("?level=advanced", ["Chirp experts"]),
        ("?tool=chirp", ["Chirp basics", "Any tool", "Chirp experts"]),
        ("?tool=chirp&level=advanced", ["Chirp experts"]),
        ("?tool=chirp&level=intermediate", []),
        ("?level=nonsense&tool=nonsense", ["Chirp basics", "Loft basics", "Any tool", "Chirp experts"]),
        ("?q=experts", ["Chirp experts"]),
        ("?q=basics&tool=loft", ["Loft basics"]),
        ("?q=nowhere", []),
        ("?q=%20%20", ["Chirp basics", "Loft basics", "Any tool", "Chirp experts"]),
    ],
)
def test_catalog_page_filters_by_level_tool_and_words(client, catalog, query, titles):
    chirp, loft = SocialToolFactory(slug="chirp"), SocialToolFactory(slug="loft")
    CoursePageFactory(title="Chirp basics", tool=chirp)
    CoursePageFactory(title="Loft basics", tool=loft)
    CoursePageFactory(title="Any tool")
    CoursePageFactory(title="Chirp experts", tool=chirp, level="advanced")
    CoursePageFactory(title="Draft basics experts", live=False)

    response = client.get(catalog.url + query)

    shown = [card.course.title for shelf in response.context["shelves"] for card in shelf["cards"]]
    assert shown == titles
    html = response.content.decode()
    assert [title for title in titles if f">{title}</a>" in html] == titles
    assert ("No courses found" in html) is (not titles)


def test_catalog_page_counts_lessons_and_shows_ones_own_progress(client, catalog, learner, course, lessons):
    enrollment = EnrollmentFactory(course=course, learner=learner)
    EnrollmentFactory(course=course, completed=True)
    post(client, "complete", lessons[0].pk)

    [shelf] = client.get(catalog.url).context["shelves"]

    [card] = shelf["cards"]
    assert (card.lessons, card.minutes, card.enrollment) == (3, 15, enrollment)
    assert (card.enrollment.lessons_done, card.enrollment.lessons_total) == (1, 3)


def test_catalog_page_shows_only_its_own_courses(client):
    other, shown = CatalogPageFactory(title="Other"), CatalogPageFactory(title="Shown")
    CoursePageFactory(title="Elsewhere", parent=other)
    CoursePageFactory(title="Here", parent=shown)

    html = client.get("/").content.decode()

    assert ">Here</a>" in html
    assert "Elsewhere" not in html


# --- Enrolling and leaving ----------------------------------------------------------------------------------------


def test_enroll_leads_to_the_first_lesson(client, learner, course, lessons):
    response = client.post(reverse("lms_courses:enroll", args=[course.pk]), follow=True)

    assert Enrollment.objects.get().learner == learner
    assert [url for url, _status in response.redirect_chain] == [
        f"/learning/courses/{course.pk}/resume/",
        lessons[0].url,
    ]
    assert "You are enrolled. Start whenever you like." in response.content.decode()


def test_enroll_twice_is_one_enrollment(client, learner, course, lessons):
    for _click in range(2):
        assert post(client, "enroll", course.pk).status_code == 302

    assert Enrollment.objects.count() == 1


def test_enroll_on_a_draft_course_is_404(client, learner):
    assert post(client, "enroll", CoursePageFactory(live=False).pk).status_code == 404
    assert not Enrollment.objects.exists()


def test_withdraw_keeps_progress_and_says_so(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    post(client, "complete", lessons[0].pk)

    response = post(client, "withdraw", course.pk)

    assert response.url == course.url
    assert said(response)[-1] == (
        "success",
        "You have left the course. Your progress is saved in case you come back.",
    )
    assert Enrollment.objects.get().status == "withdrawn"
    assert LessonProgress.objects.count() == 1


def test_withdraw_from_a_completed_course_says_why_not(client, learner, course):
    EnrollmentFactory(course=course, learner=learner, completed=True)

    response = post(client, "withdraw", course.pk)

    assert said(response) == [("error", "You have completed this course, so you cannot leave it.")]
    assert Enrollment.objects.get().status == "completed"


def test_withdraw_of_somebody_else_is_404(client, learner, course):
    EnrollmentFactory(course=course)

    assert post(client, "withdraw", course.pk).status_code == 404
    assert Enrollment.objects.get().status == "active"


# --- Resuming -----------------------------------------------------------------------------------------------------


def test_resume_leads_to_the_first_lesson_not_done(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    resume = reverse("lms_courses:resume", args=[course.pk])
    assert client.get(resume).url == lessons[0].url

    post(client, "complete", lessons[0].pk)

    assert client.get(resume).url == lessons[1].url


def test_resume_leads_to_the_lesson_left_half_read(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    client.get(lessons[2].url)
    resume = reverse("lms_courses:resume", args=[course.pk])
    assert client.get(resume).url == lessons[2].url

    lessons[2].unpublish()

    assert client.get(resume).url == lessons[0].url


def test_resume_when_everything_is_done_begins_again(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    for lesson in lessons:
        post(client, "complete", lesson.pk)

    assert client.get(reverse("lms_courses:resume", args=[course.pk])).url == lessons[0].url


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_resume_without_lessons_or_enrollment_leads_to_the_course(client, learner, course, is_enrolled):
    if is_enrolled:
        EnrollmentFactory(course=course, learner=learner)
    else:
        LessonPageFactory(course=course)

    assert client.get(reverse("lms_courses:resume", args=[course.pk])).url == course.url


# --- Lessons ------------------------------------------------------------------------------------------------------


def test_lesson_by_its_id_leads_to_the_page_even_when_moved(client, learner, course, lessons):
    lessons[0].move(CoursePageFactory(title="Other"), pos="last-child")

    response = client.get(reverse("lms_courses:lesson", args=[lessons[0].pk]))

    assert response.url.endswith("/other/follow/")


def test_lesson_page_notes_that_it_was_opened(client, learner, course, lessons):
    enrollment = EnrollmentFactory(course=course, learner=learner)

    assert client.get(lessons[1].url).status_code == 200

    progress = LessonProgress.objects.get()
    assert (progress.enrollment, progress.lesson, progress.completed_at) == (enrollment, lessons[1], None)


def test_lesson_page_of_somebody_not_enrolled_leads_to_the_course(client, learner, course, lessons):
    response = client.get(lessons[0].url)

    assert response.url == course.url
    assert said(response) == [("info", "Enroll first to open the lessons.")]
    assert not LessonProgress.objects.exists()


def test_lesson_page_shows_outline_and_neighbors(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    post(client, "complete", lessons[0].pk)

    response = client.get(lessons[1].url)

    outline = response.context["outline"]
    assert [(item.number, item.url, item.is_done) for item in outline.items] == [
        (1, lessons[0].url, True),
        (2, lessons[1].url, False),
        (3, lessons[2].url, False),
    ]
    assert (outline.previous_lesson.pk, outline.number, outline.next_lesson.pk) == (lessons[0].pk, 2, lessons[2].pk)
    assert (outline.done, outline.total, outline.minutes) == (1, 3, 15)
    html = response.content.decode()
    assert "Lesson 2 of 3" in html
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == [lessons[1].url]
    assert f'<a rel="prev" href="{lessons[0].url}">' in html
    assert f'<a rel="next" href="{lessons[2].url}">' in html


def test_complete_leads_to_the_next_lesson_and_at_last_to_the_course(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)

    responses = [post(client, "complete", lesson.pk) for lesson in lessons]

    assert [response.url for response in responses] == [lessons[1].url, lessons[2].url, course.url]
    assert said(responses[-1]) == [("success", "That was the last step. You have completed the course.")]
    assert Enrollment.objects.get().status == "completed"


def test_complete_twice_is_one_completion(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)

    first, second = (post(client, "complete", lessons[0].pk) for _click in range(2))

    assert first.url == second.url == lessons[1].url
    assert LessonProgress.objects.count() == 1


def test_complete_of_the_last_lesson_says_what_is_missing(client, learner, course):
    lesson = LessonPageFactory(course=course, body=[("guideline", {"guideline": GuidelineFactory(title="Be kind")})])
    EnrollmentFactory(course=course, learner=learner)

    response = client.post(reverse("lms_courses:complete", args=[lesson.pk]), follow=True)

    assert response.redirect_chain == [(course.url, 302)]
    html = response.content.decode()
    assert "You have read all lessons. This page shows what is left to do." in html
    assert "Acknowledge “Be kind”" in html
    assert Enrollment.objects.get().status == "active"


def test_course_page_states_evidence_and_what_is_missing(client, learner, course, lessons):
    EnrollmentFactory(course=course, learner=learner)
    post(client, "complete", lessons[0].pk)

    response = client.get(course.url)

    assert [(r.label, r.evidence, r.is_met) for r in response.context["requirements"]] == [
        ("Read all 3 lessons", "1 of 3 done", False)
    ]
    html = response.content.decode()
    assert f'<a href="/learning/courses/{course.pk}/resume/">Read all 3 lessons</a>' in html
    assert "1 of 3 done" in html
    assert "Leave this course" in html


def test_course_page_of_somebody_not_enrolled_offers_to_enroll(client, learner, course, lessons):
    html = client.get(course.url).content.decode()

    assert f'action="/learning/courses/{course.pk}/enroll/"' in html
    assert "Course requirements" in html
    assert "0 of 3 done" not in html
    assert "Leave this course" not in html
    assert f'href="{lessons[0].url}"' not in html


# --- Guidelines ---------------------------------------------------------------------------------------------------


@pytest.fixture
def guideline(course, learner):
    guideline = GuidelineFactory(title="Be kind", version=2)
    LessonPageFactory(course=course, title="Rules", body=[("guideline", {"guideline": guideline})])
    EnrollmentFactory(course=course, learner=learner)
    return guideline


def test_acknowledge_leads_back_to_the_lesson(client, learner, course, guideline):
    lesson = course.get_children().get()

    responses = [post(client, "acknowledge", guideline.pk, lesson=lesson.pk, version=2) for _click in range(2)]

    assert {response.url for response in responses} == {f"{lesson.url}#guideline-{guideline.pk}"}
    acknowledgment = Acknowledgment.objects.get()
    assert (acknowledgment.learner, acknowledgment.guideline, acknowledgment.version) == (learner, guideline, 2)
    assert "You accepted this version on" in client.get(lesson.url).content.decode()


def test_acknowledge_of_an_old_version_says_to_read_the_new_one(client, course, guideline):
    lesson = course.get_children().get()

    response = post(client, "acknowledge", guideline.pk, lesson=lesson.pk, version=1)

    assert said(response) == [
        ("error", "This guideline changed while you were reading. Read the new version, then accept it.")
    ]
    assert not Acknowledgment.objects.exists()
    assert "I have read this and will follow it" in client.get(lesson.url).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": "2"},
        {"lesson": "1"},
        {"lesson": "x", "version": "2"},
        {"lesson": "9" * 5000, "version": "2"},
        {"lesson": "9" * 19, "version": "9" * 5000},
    ],
    ids=range(6),
)
def test_acknowledge_of_a_broken_form_is_404(client, course, guideline, data):
    assert post(client, "acknowledge", guideline.pk, **data).status_code == 404
    assert not Acknowledgment.objects.exists()
