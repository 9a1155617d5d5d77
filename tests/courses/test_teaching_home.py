"""A trainer's home, on the site and in the Wagtail admin: what waits, one click away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import DiscussionPost, Enrollment, GuidelineProposal
from courses.reports.presenters.teaching import TeachingHome
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.discussion import DiscussionPostFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def add_everything(trainer, number):
    """Let one more of everything wait for `trainer`."""
    course = CoursePageFactory(title=f"Course {number}")
    lesson = LessonPageFactory(course=course)
    for starts_in in (timedelta(minutes=1), 3 * DAY, -3 * DAY):
        scheduled_class = ScheduledClassFactory(course=course, starts_in=starts_in)
        scheduled_class.trainers = [trainer]
        scheduled_class.save()
        BookingFactory(scheduled_class=scheduled_class)
    EnrollmentFactory(course=course, due_date=timezone.localdate() - DAY)
    EnrollmentFactory(course=course, status="requested")
    DiscussionPostFactory(lesson=lesson, author=EnrollmentFactory(course=course).learner, text=f"Why so {number}?")
    GuidelineProposal.objects.create(guideline=GuidelineFactory(), version=1, learner=LearnerFactory(), text="Shorter")
    lesson.title = f"Draft {number}"
    lesson.save_revision(user=trainer)
    quiz = QuizFactory(title=f"Quiz {number}")
    quiz.save_revision(user=trainer)


@pytest.mark.row("E6")
def test_home_names_what_waits_and_leads_there(client, trainer):
    add_everything(trainer, 1)
    add_everything(TrainerFactory(), 2)  # Someone else's classes and drafts stay theirs; learners are everyone's.

    home = TeachingHome(trainer)

    assert [str(row.scheduled_class) for row in home.upcoming] == ["Course 1", "Course 1"]
    assert [meeting.scheduled_class.course.title for meeting in home.to_mark] == ["Course 1"]
    assert sorted(row.enrollment.course.title for row in home.stuck) == ["Course 1", "Course 2"]
    assert [each.text for each in home.waiting] == [
        "2 people request enrollment",
        "2 changes to guidelines were proposed",
    ]
    assert [post.text for post in home.questions] == ["Why so 2?", "Why so 1?"]
    assert sorted((draft.kind, draft.title) for draft in home.drafts) == [("lesson", "Draft 1"), ("quiz", "Quiz 1")]
    assert [course.learners_overdue for course in home.courses] == [1, 1]
    for page in ("/learning/teaching/", reverse("wagtailadmin_home")):
        html = client.get(page).content.decode()
        links = [each.url for each in [*home.waiting, *home.drafts]]
        links += [reverse("lms_courses:attendance", args=[meeting.pk]) for meeting in home.to_mark]
        links += [row.scheduled_class.get_absolute_url() for row in home.upcoming]
        assert [link for link in links if f'href="{link}"' not in html] == []
        assert "overdue by 1 day" in html
        for draft in home.drafts:
            assert client.get(draft.url).status_code == 200


def test_question_that_somebody_answered_no_longer_waits(trainer):
    asked, answered = (DiscussionPostFactory(author=LearnerFactory()) for _number in range(2))
    DiscussionPostFactory(lesson=answered.lesson, parent=answered, author=trainer)
    DiscussionPostFactory(lesson=asked.lesson, parent=asked, author=asked.author)
    DiscussionPostFactory(author=trainer)
    DiscussionPost.objects.filter(pk=DiscussionPostFactory(author=LearnerFactory()).pk).update(hidden_at=timezone.now())

    assert TeachingHome(trainer).questions == [asked]


@pytest.mark.row("E6")
def test_home_asks_equally_often_for_one_and_for_three(client, trainer, count_queries):
    pages = ("/learning/teaching/", reverse("wagtailadmin_home"))
    counts = []
    for number in (1, 2, 3):
        add_everything(trainer, number)
        counts.append([count_queries(lambda page=page: client.get(page)) for page in pages])

    assert counts[2] == counts[0]


def test_home_on_a_quiet_day_says_so(client, trainer):
    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Nothing needs your attention." in html
    assert "No one is overdue" in client.get("/learning/teaching/").content.decode()


def test_home_in_the_admin_is_for_trainers(client):
    EnrollmentFactory(due_date=timezone.localdate() - DAY)
    client.force_login(FacilitatorFactory())

    response = client.get(reverse("wagtailadmin_home"))

    assert response.status_code == 200
    assert "lms-teaching" not in response.content.decode()


def test_course_in_the_admin_leads_to_its_learners(client, trainer):
    course = CoursePageFactory()
    url = reverse("lms_courses:course_learners", args=[course.pk])

    assert url in client.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()


def test_course_keeps_its_place_when_nobody_completed_it(trainer):
    CoursePageFactory(title="Empty")
    EnrollmentFactory(course=CoursePageFactory(title="Busy"), completed=True)
    Enrollment.objects.update(completed_at=timezone.now() - 8 * DAY)

    assert [(each.title, each.completed_lately) for each in TeachingHome(trainer).courses] == [
        ("Empty", 0),
        ("Busy", 1),
    ]
