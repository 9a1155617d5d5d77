import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail import hooks

from courses.catalog.requirements import Requirement, RequirementSource, requirement_choices, requirement_sources
from courses.classes.actions import mark_attendance
from courses.enrollment.completion import Completion, evaluate_completion
from courses.guidelines.actions import acknowledge_guideline
from courses.learning.actions import complete_lesson
from courses.models import Attempt, CoursePage, Enrollment
from courses.quizzes.actions import submit_attempt
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory


def evaluate(enrollment):
    return evaluate_completion(course=enrollment.course, learner=enrollment.learner, enrollment=enrollment)


def facts(completion):
    return [(each.key, each.label, each.url, each.is_met, each.evidence) for each in completion.requirements]


@given(marks=st.lists(st.booleans(), max_size=40))
def test_completion_percent_agrees_with_what_is_met(marks):
    completion = Completion(tuple(Requirement(str(n), "Do it", is_met=is_met) for n, is_met in enumerate(marks)))

    assert completion.total == len(marks)
    assert completion.met == marks.count(True)
    assert len(completion.unmet) == marks.count(False)
    assert 0 <= completion.percent <= 100
    assert (completion.percent == 100) == completion.is_complete == (bool(marks) and all(marks))
    if marks:
        assert completion.percent <= 100 * completion.met / completion.total < completion.percent + 1


# --- Lessons ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_completion_of_lessons_names_what_is_done():
    course = CoursePageFactory()
    first, _second = LessonPageFactory(course=course), LessonPageFactory(course=course)
    LessonPageFactory(course=course, live=False)
    LessonPageFactory(course=CoursePageFactory())
    enrollment = EnrollmentFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=first)

    completion = evaluate(enrollment)

    url = f"/learning/courses/{course.pk}/resume/"
    assert facts(completion) == [("lessons", "Read all 2 lessons", url, False, "1 of 2 done")]
    assert completion.requirements[0].met_at is None


@pytest.mark.django_db
def test_completion_of_lessons_is_met_when_the_last_was_done():
    course = CoursePageFactory()
    enrollment = EnrollmentFactory(course=course)
    for lesson in LessonPageFactory.create_batch(2, course=course):
        complete_lesson(enrollment=enrollment, lesson=lesson)

    [requirement] = evaluate(enrollment).requirements

    assert (requirement.is_met, requirement.evidence) == (True, "2 of 2 done")
    assert requirement.met_at == max(enrollment.lesson_progress.values_list("completed_at", flat=True))


@pytest.mark.django_db
def test_completion_of_a_lesson_unpublished_meanwhile_no_longer_asks_it():
    course = CoursePageFactory()
    kept, gone = LessonPageFactory(course=course), LessonPageFactory(course=course)
    enrollment = EnrollmentFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=kept)
    gone.unpublish()

    [requirement] = evaluate(enrollment).requirements

    assert (requirement.label, requirement.is_met, requirement.evidence) == ("Read the lesson", True, "1 of 1 done")


# --- Quizzes ------------------------------------------------------------------------------------------------------


def attempt(enrollment, quiz, points):
    return Attempt.objects.create(
        enrollment=enrollment,
        quiz=quiz,
        points=points,
        max_points=2,
        is_passed=points == 2,
        submitted_at=timezone.now(),
    )


@pytest.mark.django_db
def test_completion_of_a_quiz_names_the_best_attempt():
    quiz = QuizFactory(title="First posts")
    lesson = LessonPageFactory(course=CoursePageFactory(requirement_keys=["quizzes"]), body=[("quiz", {"quiz": quiz})])
    enrollment = EnrollmentFactory(course=lesson.get_course())
    url = f"/learning/lessons/{lesson.pk}/#quiz-{quiz.pk}"
    key, label = f"quizzes:{quiz.pk}", "Pass the quiz “First posts”"
    assert facts(evaluate(enrollment))[1:] == [(key, label, url, False, "")]

    attempt(enrollment, quiz, 1)
    attempt(enrollment, quiz, 0)
    assert facts(evaluate(enrollment))[1:] == [(key, label, url, False, "1 of 2 right")]

    passed = attempt(enrollment, quiz, 2)
    attempt(enrollment, quiz, 0)
    assert facts(evaluate(enrollment))[1:] == [(key, label, url, True, "2 of 2 right")]
    assert evaluate(enrollment).requirements[1].met_at == passed.submitted_at


@pytest.mark.django_db
def test_completion_ignores_quizzes_of_drafts_of_other_courses_and_not_asked_for():
    course = CoursePageFactory(requirement_keys=["quizzes"])
    body = [("quiz", {"quiz": QuizFactory()})]
    LessonPageFactory(course=course)
    LessonPageFactory(course=course, live=False, body=body)
    LessonPageFactory(course=course, body=body).unpublish()
    LessonPageFactory(course=CoursePageFactory(), body=body)
    quiet = LessonPageFactory(course=CoursePageFactory(requirement_keys=["guidelines"]), body=body).get_course()

    for each in (course, quiet):
        assert [r.key for r in evaluate_completion(course=each, learner=LearnerFactory()).requirements] == ["lessons"]


# --- Guidelines ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_completion_of_a_guideline_names_the_version():
    guideline = GuidelineFactory(title="Be kind", version=4)
    lesson = LessonPageFactory(body=[("guideline", {"guideline": guideline})])
    enrollment = EnrollmentFactory(course=lesson.get_course())
    row = (
        f"guidelines:{guideline.pk}",
        "Acknowledge “Be kind”",
        f"/learning/lessons/{lesson.pk}/#guideline-{guideline.pk}",
    )
    assert facts(evaluate(enrollment))[1:] == [(*row, False, "")]

    acknowledgment = acknowledge_guideline(guideline=guideline, learner=enrollment.learner, version=4)

    assert facts(evaluate(enrollment))[1:] == [(*row, True, "version 4")]
    assert evaluate(enrollment).requirements[1].met_at == acknowledgment.created_at


@pytest.mark.django_db
def test_completion_of_a_guideline_accepted_by_somebody_else_is_not_met():
    guideline = GuidelineFactory()
    enrollment = EnrollmentFactory(
        course=LessonPageFactory(body=[("guideline", {"guideline": guideline})]).get_course()
    )

    acknowledge_guideline(guideline=guideline, learner=LearnerFactory(), version=1)

    assert [each.key for each in evaluate(enrollment).unmet] == ["lessons", f"guidelines:{guideline.pk}"]


# --- Class --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "is_met"), [("present", True), ("late", True), ("excused", False), ("absent", False)]
)
def test_completion_of_a_class_needs_taking_part(status, is_met):
    course = CoursePageFactory(requirement_keys=["class"])
    held = ScheduledClassFactory(course=course, title="Tuesday", starts_in=-timedelta(hours=1))
    booking = BookingFactory(scheduled_class=held)
    enrollment = EnrollmentFactory(course=course, learner=booking.learner)

    mark_attendance(meeting=held.meetings.get(), statuses={booking.learner_id: status}, by=TrainerFactory())

    url = f"/learning/classes/?course={course.pk}"
    assert facts(evaluate(enrollment)) == [("class", "Attend a class", url, is_met, "Tuesday" if is_met else "")]


@pytest.mark.django_db
def test_completion_of_a_class_of_another_course_is_not_met():
    held = ScheduledClassFactory(starts_in=-timedelta(hours=1))
    booking = BookingFactory(scheduled_class=held)
    mark_attendance(meeting=held.meetings.get(), statuses={booking.learner_id: "present"}, by=TrainerFactory())

    enrollment = EnrollmentFactory(course=CoursePageFactory(requirement_keys=["class"]), learner=booking.learner)

    assert [each.key for each in evaluate(enrollment).unmet] == ["class"]


# --- All together -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_completion_of_somebody_not_enrolled_meets_nothing():
    guideline, quiz, learner = GuidelineFactory(), QuizFactory(), LearnerFactory()
    course = CoursePageFactory(requirement_keys=["quizzes", "guidelines", "class"])
    LessonPageFactory(course=course, body=[("guideline", {"guideline": guideline}), ("quiz", {"quiz": quiz})])
    acknowledge_guideline(guideline=guideline, learner=learner, version=1)

    completion = evaluate_completion(course=course, learner=learner)

    assert [each.key for each in completion.requirements] == [
        "lessons",
        f"quizzes:{quiz.pk}",
        f"guidelines:{guideline.pk}",
        "class",
    ]
    assert (completion.met, completion.percent, completion.is_complete) == (0, 0, False)


@pytest.mark.django_db
def test_completion_asks_the_database_equally_often_for_one_and_three_activities(django_assert_num_queries):
    course = CoursePageFactory(requirement_keys=["quizzes", "guidelines", "class"])
    enrollment = EnrollmentFactory(course=course)
    for wanted in (1, 3):
        while course.get_children().count() < wanted:
            quiz, guideline = QuizFactory(), GuidelineFactory()
            LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})])
            attempt(enrollment, quiz, 1)
        assert evaluate(enrollment).total == 2 + 2 * wanted
        with django_assert_num_queries(3):
            assert evaluate(enrollment).total == 2 + 2 * wanted


class WroteAPost(RequirementSource):
    """What another app would register."""

    key = "test.post"
    label = "Write a post"

    def evaluate(self, *, course, learner, enrollment):
        has_written = learner.last_name == "Writer"
        return [
            Requirement(
                key=self.key,
                label="Write a post",
                url="/write/",
                is_met=has_written,
                evidence="post 7" if has_written else "",
                met_at=timezone.now() if has_written else None,
            )
        ]


@pytest.mark.django_db
def test_requirement_of_another_app_is_asked_where_a_course_ticks_it():
    with hooks.register_temporarily("register_completion_requirements", WroteAPost):
        assert ("test.post", "Write a post") in requirement_choices()
        asking = LessonPageFactory(course=CoursePageFactory(requirement_keys=["test.post"])).get_course()
        silent = LessonPageFactory(course=CoursePageFactory(requirement_keys=[])).get_course()
        learner = LearnerFactory(last_name="Silent")
        enrollments = [EnrollmentFactory(course=course, learner=learner) for course in (asking, silent)]
        for enrollment in enrollments:
            complete_lesson(enrollment=enrollment, lesson=enrollment.course.get_children().get().specific)

        assert [Enrollment.objects.get(course=course).status for course in (asking, silent)] == ["active", "completed"]
        assert facts(evaluate(enrollments[0]))[1] == ("test.post", "Write a post", "/write/", False, "")

        learner.last_name = "Writer"
        assert facts(evaluate(enrollments[0]))[1] == ("test.post", "Write a post", "/write/", True, "post 7")
    assert "test.post" not in requirement_sources()


@pytest.mark.django_db
def test_requirement_of_an_app_since_removed_is_no_longer_asked():
    course = LessonPageFactory(course=CoursePageFactory(requirement_keys=["gone.app"])).get_course()
    enrollment = EnrollmentFactory(course=course)

    assert [each.key for each in evaluate(enrollment).requirements] == ["lessons"]


def test_requirement_choices_leave_out_what_is_always_asked():
    keys = [key for key, _label in requirement_choices()]

    assert keys[:3] == ["quizzes", "guidelines", "class"]
    assert "lessons" not in keys


@pytest.mark.django_db
def test_requirement_keys_field_offers_the_choices_and_refuses_others():
    field = CoursePage._meta.get_field("requirement_keys").formfield()

    assert field.clean(["quizzes", "class"]) == ["quizzes", "class"]
    assert field.clean([]) == []
    assert field.widget.allow_multiple_selected
    with pytest.raises(ValidationError):
        field.clean(["lessons"])


@pytest.mark.django_db
def test_completion_of_everything_sends_the_signal_whatever_comes_last(completed, django_capture_on_commit_callbacks):
    guideline, quiz = GuidelineFactory(), QuizFactory(questions=1)
    question = quiz.quiz_questions.get().question
    right = [answer.pk for answer in question.answers.all() if answer.is_correct]
    course = CoursePageFactory(requirement_keys=["quizzes", "guidelines"])
    lesson = LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})])

    def read(enrollment):
        complete_lesson(enrollment=enrollment, lesson=lesson)

    def answer(enrollment):
        submit_attempt(
            enrollment=enrollment,
            lesson=lesson,
            quiz=quiz,
            answers={question.pk: right},
            submission_key=uuid.uuid4(),
        )

    def accept(enrollment):
        acknowledge_guideline(guideline=guideline, learner=enrollment.learner, version=1)

    for steps in ((read, answer, accept), (answer, accept, read), (accept, read, answer)):
        enrollment = EnrollmentFactory(course=course)
        for step in steps:
            assert enrollment not in completed
            with django_capture_on_commit_callbacks(execute=True):
                step(enrollment)
        assert completed.count(enrollment) == 1
    assert len(completed) == 3
