"""Prerequisites and learning paths: what is unmet names itself and links to it."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.catalog.queries import find_circle
from courses.classes.actions import book_seat
from courses.enrollment.exceptions import PrerequisitesError
from courses.enrollment.prerequisites import prerequisites_of, unmet_by_pair
from courses.learning.actions import complete_lesson
from courses.models import Booking, CoursePrerequisite, Enrollment, LearningPath
from courses.paths.actions import enroll_on_path
from lms.exceptions import RuleError
from tests.factories.courses import (
    CoursePageFactory,
    CoursePrerequisiteFactory,
    EnrollmentFactory,
    LearningPathFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import AdminFactory, LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    user = LearnerFactory()
    client.force_login(user)
    return user


def course(title, **kwargs):
    """A course with one lesson, so that it can be completed."""
    return LessonPageFactory(course=CoursePageFactory(title=title, **kwargs)).get_course()


def finish(course, learner):
    enrollment, _new = Enrollment.objects.get_or_create(course=course, learner=learner)
    complete_lesson(enrollment=enrollment, lesson=course.get_children().get().specific)


# --- Prerequisites ------------------------------------------------------------------------------------------------


@pytest.mark.row("L3")
def test_prerequisites_are_those_published_and_met_once_completed(learner, django_assert_num_queries):
    first, second, draft, last = course("First"), course("Second"), CoursePageFactory(live=False), course("Last")
    for place, required in enumerate((second, first, draft)):
        CoursePrerequisiteFactory(course=last, required_course=required, sort_order=place)
    EnrollmentFactory(course=second, learner=learner)
    EnrollmentFactory(course=first, learner=LearnerFactory(), completed=True)

    with django_assert_num_queries(1):
        required = prerequisites_of(last, learner)
    assert [(each.course, each.is_met) for each in required] == [(second, False), (first, False)]
    finish(second, learner)
    assert [(each.course, each.is_met) for each in prerequisites_of(last, learner)] == [(second, True), (first, False)]
    with django_assert_num_queries(2):
        pairs = [(last.pk, learner.pk), (first.pk, learner.pk), (last.pk, 0)]
        assert unmet_by_pair(pairs) == {(last.pk, learner.pk): [first], (last.pk, 0): [second, first]}


@pytest.mark.row("L3")
def test_unmet_prerequisite_names_itself_and_links_to_it(client, learner):
    first, last = course("Good conduct"), course("Pictures")
    CoursePrerequisiteFactory(course=last, required_course=first)
    link = f'<a href="{first.url}">Good conduct</a>'

    page = client.get(last.url).content.decode()
    assert link in page
    assert reverse("lms_courses:enroll", args=[last.pk]) not in page, "no button that only leads to a refusal"

    refused = client.post(reverse("lms_courses:enroll", args=[last.pk]))
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "Complete “Good conduct” first. Then you can take this course." in html
    assert html.count(link) == 2, "in the sentence, and in what comes before"
    assert not Enrollment.objects.exists()

    path = LearningPathFactory(courses=[last])
    assert link in client.get(path.get_absolute_url()).content.decode()

    finish(first, learner)
    assert client.post(reverse("lms_courses:enroll", args=[last.pk])).status_code == 302
    assert Enrollment.objects.filter(course=last, learner=learner).exists()


@pytest.mark.row("L3")
def test_unmet_prerequisite_keeps_from_booking_too(learner):
    prerequisite = CoursePrerequisiteFactory()
    scheduled_class = ScheduledClassFactory(course=prerequisite.course)

    with pytest.raises(PrerequisitesError):
        book_seat(scheduled_class=scheduled_class, learner=learner, by=learner)

    assert not Booking.objects.exists()


def course_form(course, required):
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "summary": course.summary,
            "level": course.level,
            "enrollment_policy": "open",
            "introduction": rich_text(""),
            "outcomes": inline_formset([]),
            "prerequisites": inline_formset([{"required_course": str(each.pk)} for each in required]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


@pytest.mark.row("L3")
def test_courses_that_would_wait_for_one_another_are_sent_back(client):
    a, b, c = (course(title) for title in ("Alpha", "Beta", "Gamma"))
    CoursePrerequisiteFactory(course=b, required_course=c)
    # That Gamma is to ask for Alpha is only a draft as yet.
    draft = c.get_latest_revision_as_object()
    draft.prerequisites = [CoursePrerequisite(required_course=a)]
    draft.save_revision()
    client.force_login(AdminFactory())
    url = reverse("wagtailadmin_pages:edit", args=[a.pk])

    response = client.post(url, course_form(a, [b]))

    assert response.status_code == 200
    sentence = "These courses would require one another: “Alpha” → “Beta” → “Gamma” → “Alpha”. Remove one of them."
    assert sentence in response.content.decode()
    assert not a.prerequisites.model.objects.filter(course=a).exists()

    draft.prerequisites = []
    draft.save_revision()
    assert client.post(url, course_form(a, [b])).status_code == 302
    assert [each.course for each in prerequisites_of(a, LearnerFactory())] == [b]


def test_course_that_asks_for_itself_closes_a_circle():
    a = course("Alpha")

    assert find_circle(a, [a]) == [a, a]
    assert find_circle(a, [course("Beta")]) == []


# --- Learning paths -----------------------------------------------------------------------------------------------


@pytest.mark.row("L3")
def test_path_in_order_opens_course_by_course(client, learner):
    first, second, third = (course(title) for title in ("First", "Second", "Third"))
    path = LearningPathFactory(courses=[first, second, third], is_in_order=True)
    url = reverse("lms_courses:enroll_on_path", args=[path.slug])

    for _ in range(2):
        assert client.post(url).status_code == 302
    assert list(Enrollment.objects.values_list("course", "source")) == [(first.pk, "path")]
    steps = client.get(path.get_absolute_url()).context["view"].steps
    assert [step.blocked_by for step in steps] == [[], [first], [second]]

    finish(first, learner)
    view = client.get(path.get_absolute_url()).context["view"]
    assert (view.done, view.total, view.next_step.course) == (1, 3, second)
    client.post(url)
    assert Enrollment.objects.active().get().course == second

    finish(second, learner)
    client.post(url)
    finish(third, learner)
    assert "You have completed this path" in client.get(path.get_absolute_url()).content.decode()


@pytest.mark.row("L3")
def test_path_in_any_order_enrolls_on_what_is_open(client, learner):
    plain, asked, assigned, done = (
        course("Plain"),
        course("Asked", enrollment_policy="approval"),
        course("Assigned", enrollment_policy="assigned"),
        course("Done"),
    )
    later = CoursePrerequisiteFactory(required_course=asked).course
    finish(done, learner)
    path = LearningPathFactory(courses=[later, asked, assigned, plain, done, CoursePageFactory(live=False)])

    enrolled = enroll_on_path(path=path, learner=learner)

    assert [(each.course, each.source) for each in enrolled] == [(plain, "path")]
    view = client.get(path.get_absolute_url()).context["view"]
    assert [step.course for step in view.steps] == [later, asked, assigned, plain, done]
    assert view.next_step.course == plain


def test_path_without_an_open_course_says_so(client, learner):
    path = LearningPathFactory(courses=[course("Assigned", enrollment_policy="assigned")])

    response = client.post(reverse("lms_courses:enroll_on_path", args=[path.slug]))

    assert response.status_code == 409
    assert "No course in this path is open to you right now." in response.content.decode()


@pytest.mark.row("L3")
def test_path_that_is_a_draft_is_met_in_its_preview_only(client, learner):
    path = LearningPathFactory(courses=[course("First")], live=False)

    assert client.get(path.get_absolute_url()).status_code == 404
    assert client.post(reverse("lms_courses:enroll_on_path", args=[path.slug])).status_code == 404
    assert list(client.get(reverse("lms_courses:path_list")).context["views"]) == []
    with pytest.raises(RuleError):
        enroll_on_path(path=path, learner=learner)
    assert "First" in path.make_preview_request().content.decode()


def test_path_is_written_by_a_trainer_in_the_admin(client, trainer):
    first, second = course("First"), course("Second")
    rows = [{"course": str(first.pk), "ORDER": "1"}, {"course": str(second.pk), "ORDER": "2"}]
    form = nested_form_data(
        {
            "title": "A start",
            "slug": "a-start",
            "summary": "Begin.",
            "introduction": rich_text(""),
            "is_in_order": "on",
            "path_courses": inline_formset(rows),
            "action-publish": "1",
        }
    )
    viewset = LearningPath.snippet_viewset

    response = client.post(reverse(viewset.get_url_name("add")), form)

    assert response.status_code == 302
    path = LearningPath.objects.live().get()
    assert [place.course for place in path.path_courses.all()] == [first, second]
    assert "First → Second" in client.get(reverse(viewset.get_url_name("list"))).content.decode()


def test_paths_ask_the_database_equally_often_for_one_and_three(client, learner, count_queries):
    counts = []
    for number in (1, 2, 3):
        path = LearningPathFactory(courses=[course(f"{number}{letter}") for letter in "abc"[:number]])
        CoursePrerequisiteFactory(course=path.path_courses.first().course)
        finish(course(f"{number} done"), learner)
        counts.append(
            [
                count_queries(lambda: client.get(reverse("lms_courses:path_list"))),
                count_queries(lambda path=path: client.get(path.get_absolute_url())),
            ]
        )

    assert counts[2] == counts[0]


def test_path_leaves_out_courses_that_not_everybody_may_see(client, learner):
    private = course("Private")
    private.view_restrictions.create(restriction_type="login")
    path = LearningPathFactory(courses=[private])

    assert client.get(path.get_absolute_url()).context["view"].steps == []
    with pytest.raises(RuleError):
        enroll_on_path(path=path, learner=learner)
