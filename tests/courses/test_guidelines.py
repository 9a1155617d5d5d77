import pytest

from courses.guidelines.actions import acknowledge_guideline
from courses.learning.actions import complete_lesson
from courses.models import Acknowledgment, Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, GuidelineFactory, LessonPageFactory
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def test_acknowledge_guideline_notes_the_version():
    guideline, learner = GuidelineFactory(version=3), LearnerFactory()

    acknowledgment = acknowledge_guideline(guideline=guideline, learner=learner, version=3)

    stored = Acknowledgment.objects.get()
    assert stored == acknowledgment
    assert (stored.guideline, stored.learner, stored.version) == (guideline, learner, 3)


@pytest.mark.parametrize("version", [1, 3])
def test_acknowledge_guideline_in_another_version_is_refused(version):
    guideline = GuidelineFactory(version=2)

    with pytest.raises(RuleError, match=r"^This guideline changed while you were reading\."):
        acknowledge_guideline(guideline=guideline, learner=LearnerFactory(), version=version)

    assert Acknowledgment.objects.count() == 0


def test_acknowledge_guideline_twice_is_one_acknowledgment():
    guideline, learner = GuidelineFactory(), LearnerFactory()

    first = acknowledge_guideline(guideline=guideline, learner=learner, version=1)
    second = acknowledge_guideline(guideline=guideline, learner=learner, version=1)

    assert first == second == Acknowledgment.objects.get()


def test_acknowledge_guideline_in_its_new_version_keeps_the_old_one():
    guideline, learner = GuidelineFactory(), LearnerFactory()
    acknowledge_guideline(guideline=guideline, learner=learner, version=1)
    guideline.version = 2
    guideline.save()

    acknowledge_guideline(guideline=guideline, learner=learner, version=2)

    assert list(Acknowledgment.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_acknowledge_guideline_as_the_last_requirement_completes_every_course_that_asks_it(
    completed, django_capture_on_commit_callbacks
):
    guideline, learner = GuidelineFactory(), LearnerFactory()
    enrollments = []
    for _ in range(2):
        lesson = LessonPageFactory(course=CoursePageFactory(), body=[("guideline", {"guideline": guideline})])
        enrollments.append(EnrollmentFactory(learner=learner, course=lesson.get_course()))
        complete_lesson(enrollment=enrollments[-1], lesson=lesson)
    bystander = EnrollmentFactory(course=enrollments[0].course)
    complete_lesson(enrollment=bystander, lesson=bystander.course.get_children().get().specific)

    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            acknowledge_guideline(guideline=guideline, learner=learner, version=1)

    assert sorted(each.pk for each in completed) == [each.pk for each in enrollments]
    assert set(Enrollment.objects.completed()) == set(enrollments)


def test_acknowledge_guideline_of_a_course_not_finished_leaves_it_under_way():
    guideline = GuidelineFactory()
    lesson = LessonPageFactory(body=[("guideline", {"guideline": guideline})])
    enrollment = EnrollmentFactory(course=lesson.get_course())

    acknowledge_guideline(guideline=guideline, learner=enrollment.learner, version=1)

    assert Enrollment.objects.get().status == "active"


def test_guideline_with_a_new_version_asks_again_but_never_uncompletes():
    guideline = GuidelineFactory()
    lesson = LessonPageFactory(body=[("guideline", {"guideline": guideline})])
    enrollment = EnrollmentFactory(course=lesson.get_course())
    acknowledge_guideline(guideline=guideline, learner=enrollment.learner, version=1)
    assert complete_lesson(enrollment=enrollment, lesson=lesson).is_complete
    guideline.version = 2
    guideline.save()

    completion = complete_lesson(enrollment=Enrollment.objects.get(), lesson=lesson)

    assert [each.key for each in completion.unmet] == [f"guidelines:{guideline.pk}"]
    assert Enrollment.objects.get().status == "completed"
