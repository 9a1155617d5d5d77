"""A trainer writes courses and lessons in the Wagtail admin, with no permission but their role's."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import CoursePage, Enrollment, LessonPage
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
    SocialToolFactory,
)
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory

pytestmark = pytest.mark.django_db


def course_form(*, requirement_keys=("quizzes", "class"), **fields):
    form = nested_form_data(
        {
            "title": "First posts",
            "slug": "first-posts",
            "summary": "Write a first post.",
            "level": "basics",
            "tool": "",
            "image": "",
            "introduction": rich_text("<p>Welcome.</p>"),
            "outcomes": inline_formset([{"text": "Follow a colleague"}]),
            "prerequisites": inline_formset([]),
            "enrollment_policy": "open",
            "days_to_complete": "",
            "has_discussion": "on",
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
        }
        | fields
    )
    return form | {"requirement_keys": list(requirement_keys)}


def lesson_form(blocks, **fields):
    return nested_form_data(
        {
            "title": "Follow",
            "slug": "follow",
            "summary": "Find your people.",
            "duration_minutes": "7",
            "level": "",
            "tool": "",
            "body": streamfield(blocks),
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
        }
        | fields
    )


def add_url(model, parent):
    return reverse("wagtailadmin_pages:add", args=["lms_courses", model, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# --- Courses ------------------------------------------------------------------------------------------------------


def test_course_added_as_a_draft_is_not_public(client, trainer, catalog):
    assert client.get(add_url("coursepage", catalog)).status_code == 200

    response = client.post(add_url("coursepage", catalog), course_form())

    course = CoursePage.objects.get()
    assert response.url == edit_url(course)
    assert (course.live, course.owner) == (False, trainer)
    assert course.requirement_keys == ["quizzes", "class"]
    assert client.get(f"{catalog.url}first-posts/").status_code == 404


def test_course_published_by_a_trainer_is_public(client, trainer, catalog):
    client.post(add_url("coursepage", catalog), course_form() | {"action-publish": "1"})

    course = CoursePage.objects.get()
    assert course.live
    assert [outcome.text for outcome in course.outcomes.all()] == ["Follow a colleague"]
    html = client.get(course.url).content.decode()
    assert "Write a first post." in html
    assert "Follow a colleague" in html


def test_course_form_offers_requirements_by_their_labels(client, trainer, catalog):
    html = client.get(add_url("coursepage", catalog)).content.decode()

    for label in ("Pass all quizzes", "Acknowledge all guidelines", "Attend a class"):
        assert label in html
    assert "Read all lessons" not in html


def test_course_form_keeps_what_was_ticked(client, trainer):
    course = CoursePageFactory(requirement_keys=["guidelines"])

    form = client.get(edit_url(course)).context["form"]

    ticked = [str(option.data["value"]) for option in form["requirement_keys"] if option.data["selected"]]
    assert ticked == ["guidelines"]


def test_course_with_nothing_ticked_is_fine(client, trainer, catalog):
    client.post(add_url("coursepage", catalog), course_form(requirement_keys=[]))

    assert CoursePage.objects.get().requirement_keys == []


def test_course_without_a_promise_is_not_published(client, trainer, catalog):
    response = client.post(add_url("coursepage", catalog), course_form(summary="") | {"action-publish": "1"})

    assert response.status_code == 200
    assert response.context["form"].errors["summary"] == ["This field is required."]
    assert not CoursePage.objects.exists()


def test_course_edited_as_a_draft_keeps_the_published_text(client, trainer):
    course = CoursePageFactory(title="First posts", slug="first-posts", summary="Old promise.")
    form = course_form(summary="New promise.", outcomes=inline_formset([]))

    client.post(edit_url(course), form)
    assert "Old promise." in client.get(course.url).content.decode()

    client.post(edit_url(course), form | {"action-publish": "1"})
    assert "New promise." in client.get(course.url).content.decode()


def test_course_edited_and_published_by_a_trainer_never_uncompletes(client, trainer):
    course = CoursePageFactory(title="First posts", slug="first-posts", requirement_keys=[])
    enrollment = EnrollmentFactory(course=course, completed=True)

    client.post(edit_url(course), course_form(outcomes=inline_formset([])) | {"action-publish": "1"})
    client.post(add_url("lessonpage", course), lesson_form([]) | {"action-publish": "1"})

    course.refresh_from_db()
    assert course.requirement_keys == ["quizzes", "class"]
    assert LessonPage.objects.in_course(course).count() == 1
    after = Enrollment.objects.get()
    assert (after.status, after.completed_at) == ("completed", enrollment.completed_at)


# --- Lessons ------------------------------------------------------------------------------------------------------


def test_lesson_published_by_a_trainer_with_blocks_of_both_apps(client, trainer):
    course = CoursePageFactory(requirement_keys=["quizzes", "guidelines"])
    tool, quiz, guideline = SocialToolFactory(name="Chirp"), QuizFactory(title="Check"), GuidelineFactory()
    blocks = [
        ("paragraph", rich_text("<p>People follow people.</p>")),
        ("heading", "Who to follow"),
        (
            "example_post",
            {
                "tool": str(tool.pk),
                "author": "Odile",
                "handle": "",
                "visibility": "public",
                "text": "New gloves.",
                "image": {"image": "", "alt_text": ""},
                "notes": streamfield([("item", "Short.")]),
            },
        ),
        ("quiz", {"quiz": str(quiz.pk)}),
        ("guideline", {"guideline": str(guideline.pk)}),
    ]
    assert client.get(add_url("lessonpage", course)).status_code == 200

    client.post(add_url("lessonpage", course), lesson_form(blocks) | {"action-publish": "1"})

    lesson = LessonPage.objects.get()
    assert (lesson.live, lesson.duration_minutes) == (True, 7)
    assert [block.block_type for block in lesson.body] == [name for name, _value in blocks]
    assert lesson.lesson_quizzes.get().quiz == quiz
    assert lesson.lesson_guidelines.get().guideline == guideline
    html = client.get(lesson.url).content.decode()
    for words in ("People follow people.", "Who to follow", "New gloves.", "Short.", "Check"):
        assert words in html
    assert client.get(edit_url(lesson)).status_code == 200


def test_lesson_of_no_minutes_is_sent_back(client, trainer):
    course = CoursePageFactory()

    response = client.post(add_url("lessonpage", course), lesson_form([], duration_minutes="0"))

    assert response.context["form"].errors["duration_minutes"] == ["Ensure this value is greater than or equal to 1."]
    assert not LessonPage.objects.exists()


def test_lesson_can_only_be_added_to_a_course(client, trainer, catalog):
    assert client.get(add_url("lessonpage", catalog)).status_code in {302, 403}
    assert client.post(add_url("lessonpage", catalog), lesson_form([])).status_code in {302, 403}
    assert not LessonPage.objects.exists()


# --- Preview ------------------------------------------------------------------------------------------------------


def preview(client, url, form):
    """What the side panel shows of a form that is being written."""
    sent = client.post(url, form)
    assert sent.json()["is_valid"] is True
    response = client.get(f"{url}?mode=")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(params=[False, True], ids=["as a reader", "as a learner too"])
def own_course(request, trainer):
    """A course of one's own that a trainer may have enrolled on, to try it."""
    course = CoursePageFactory(title="First posts", slug="first-posts")
    if request.param:
        EnrollmentFactory(course=course, learner=trainer)
    return course


def test_preview_of_a_course_not_saved_yet(client, trainer, catalog):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["lms_courses", "coursepage", catalog.pk])

    html = preview(client, url, course_form(summary="Draft promise."))

    assert "Draft promise." in html
    assert "Follow a colleague" in html
    assert not CoursePage.objects.exists()


def test_preview_of_a_course_being_edited(client, own_course):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[own_course.pk])

    html = preview(client, url, course_form(summary="Draft promise.", outcomes=inline_formset([])))

    assert "Draft promise." in html
    assert "Draft promise." not in client.get(own_course.url).content.decode()


def test_preview_of_a_lesson_not_saved_yet(client, own_course):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["lms_courses", "lessonpage", own_course.pk])
    blocks = [
        ("paragraph", rich_text("<p>Draft words.</p>")),
        ("quiz", {"quiz": str(QuizFactory(title="Draft quiz").pk)}),
        ("guideline", {"guideline": str(GuidelineFactory(title="Draft rule").pk)}),
    ]

    html = preview(client, url, lesson_form(blocks))

    for words in ("Draft words.", "Draft quiz", "Draft rule"):
        assert words in html
    assert not LessonPage.objects.exists()


def test_preview_of_a_lesson_being_edited_is_the_form_not_the_page(client, own_course):
    lesson = LessonPageFactory(course=own_course, slug="follow", body=[("paragraph", "<p>Published words.</p>")])
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])

    html = preview(client, url, lesson_form([("paragraph", rich_text("<p>Draft words.</p>"))]))

    assert "Draft words." in html
    assert "Published words." not in html
    assert "Published words." in client.get(lesson.url).content.decode()


def test_preview_of_a_catalog(client, catalog, trainer):
    CoursePageFactory(title="First posts")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[catalog.pk])
    form = nested_form_data(
        {
            "title": "Courses",
            "slug": catalog.slug,
            "introduction": rich_text("<p>Draft welcome.</p>"),
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
        }
    )

    html = preview(client, url, form)

    assert "Draft welcome." in html
    assert "First posts" in html


# --- Deleting -----------------------------------------------------------------------------------------------------


def add_enrollment(course):
    EnrollmentFactory(course=course, status="withdrawn")


def add_class(course):
    ScheduledClassFactory(course=course)


@pytest.mark.parametrize("use", [add_enrollment, add_class])
@pytest.mark.parametrize("name", ["course", "catalog"])
def test_course_in_use_is_not_deleted_and_says_what_to_do(client, trainer, catalog, name, use):
    course = CoursePageFactory(title="First posts")
    use(course)
    page = {"course": course, "catalog": catalog}[name]
    client.force_login(AdminFactory())

    response = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)

    assert response.status_code == 200
    assert "has learners or classes, so you cannot delete it. Unpublish it instead." in response.content.decode()
    assert CoursePage.objects.get().title == "First posts"


@pytest.mark.parametrize("names", [["course"], ["catalog"], ["unused", "catalog"]], ids=str)
def test_courses_in_use_are_not_deleted_by_the_dozen(client, catalog, names):
    pages = {"catalog": catalog, "course": CoursePageFactory(), "unused": CoursePageFactory()}
    EnrollmentFactory(course=pages["course"])
    client.force_login(AdminFactory())
    chosen = "&".join(f"id={pages[name].pk}" for name in names)

    response = client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?{chosen}")

    assert response.status_code == 302
    assert CoursePage.objects.count() == 2


def test_course_nobody_uses_is_deleted(client, trainer, catalog):
    course = CoursePageFactory()

    client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))

    assert not CoursePage.objects.exists()


# --- Who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [LearnerFactory, ManagerFactory, FacilitatorFactory])
def test_pages_are_not_written_by_other_roles(client, catalog, factory):
    course = CoursePageFactory()
    client.force_login(factory())

    for url, form in ((add_url("coursepage", catalog), course_form()), (edit_url(course), course_form())):
        assert client.get(url).status_code == 302
        assert client.post(url, form).status_code == 302
    assert CoursePage.objects.get().title == course.title
