"""Who may open what: every URL of lms and courses against every role. A URL without a row fails the last test."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from courses.models import (
    Acknowledgment,
    Attempt,
    Attendance,
    Booking,
    DiscussionPost,
    DiscussionReport,
    Enrollment,
    GuidelineProposal,
    LessonProgress,
    Note,
    Reflection,
)
from lms.people import profile_of
from tests.factories.courses import (
    BookingFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LearningPathFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.discussion import DiscussionPostFactory, ReflectionFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

#: `stranger` is a learner who is on no course; `learner` is enrolled and has a seat.
WHO = ("anonymous", "stranger", "learner", "trainer", "manager", "facilitator", "admin")
SIGN_IN = "sign-in"

#: name: (method, answer to each of WHO)
MATRIX = {
    "lms:dashboard": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms:sign_in": ("get", (200, 302, 302, 302, 302, 302, 302)),
    "lms:sign_out": ("post", (302, 302, 302, 302, 302, 302, 302)),
    "lms:preferences": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms:brand_stylesheet": ("get", (200, 200, 200, 200, 200, 200, 200)),
    "lms:health": ("get", (200, 200, 200, 200, 200, 200, 200)),
    "lms:styleguide": ("get", (404, 404, 404, 404, 404, 404, 404)),
    "lms_courses:catalog": ("get", (302, 302, 302, 302, 302, 302, 302)),
    "lms_courses:enroll": ("post", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:withdraw": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:resume": ("get", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:lesson": ("get", (302, 302, 302, 302, 302, 302, 302)),
    "lms_courses:complete": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:begin_quiz": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:save_quiz": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:submit_quiz": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:acknowledge": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:class_list": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:class_file": ("get", (SIGN_IN, 404, 200, 200, 404, 404, 200)),
    "lms_courses:calendar": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:calendar_feed": ("get", (200, 200, 200, 200, 200, 200, 200)),
    "lms_courses:new_calendar_address": ("post", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:class_detail": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:book": ("post", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:cancel": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:attendance": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:attendance_sheet": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:attendance_code": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:check_in": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:room": ("get", (SIGN_IN, 302, 200, 200, 302, 302, 200)),
    # A page left open by somebody who has signed out since, or has no seat any more, is told to stop asking.
    "lms_courses:room_now": ("get", (286, 286, 200, 200, 286, 286, 200)),
    "lms_courses:roster": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:add_learner": ("post", (SIGN_IN, 403, 403, 302, 403, 403, 302)),
    "lms_courses:remove_booking": ("post", (SIGN_IN, 403, 403, 302, 403, 403, 302)),
    "lms_courses:move_booking": ("post", (SIGN_IN, 403, 403, 302, 403, 403, 302)),
    "lms_courses:cancel_class": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:schedule_again": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:my_classes": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:ask": ("post", (SIGN_IN, 409, 302, 409, 409, 409, 409)),
    "lms_courses:path_list": ("get", (200, 200, 200, 200, 200, 200, 200)),
    "lms_courses:path": ("get", (200, 200, 200, 200, 200, 200, 200)),
    "lms_courses:enroll_on_path": ("post", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:enroll_people": ("get", (SIGN_IN, 403, 403, 200, 200, 403, 200)),
    "lms_courses:enroll_file": ("get", (SIGN_IN, 403, 403, 200, 200, 403, 200)),
    "lms_courses:enroll_file_template": ("get", (SIGN_IN, 403, 403, 200, 200, 403, 200)),
    "lms_courses:requests": ("get", (SIGN_IN, 403, 403, 200, 200, 403, 200)),
    "lms_courses:answer_request": ("post", (SIGN_IN, 403, 403, 422, 404, 403, 422)),
    "lms_courses:change_due_date": ("get", (SIGN_IN, 403, 403, 200, 404, 403, 200)),
    "lms_courses:take_off": ("get", (SIGN_IN, 403, 403, 200, 404, 403, 200)),
    "lms_courses:person": ("get", (SIGN_IN, 403, 403, 403, 404, 403, 404)),
    "lms_courses:people": ("get", (SIGN_IN, 403, 403, 403, 200, 403, 200)),
    "lms_courses:teaching": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:course_learners": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:course_matrix": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:course_quizzes": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:course_completions": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:completions": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:quiz_report": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:class_report": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms:my_data": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms:my_data_file": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:discussion": ("get", (SIGN_IN, 404, 200, 200, 404, 404, 200)),
    # A page left open by somebody who has signed out since is told to stop asking.
    "lms_courses:discussion_news": ("get", (286, 404, 200, 200, 404, 404, 200)),
    "lms_courses:discussion_people": ("get", (SIGN_IN, 404, 200, 200, 404, 404, 200)),
    # Here all send one key, as nobody does in life: it is the post of whoever came first.
    "lms_courses:post_create": ("post", (SIGN_IN, 404, 302, 409, 404, 404, 409)),
    "lms_courses:follow_discussion": ("post", (SIGN_IN, 404, 302, 302, 404, 404, 302)),
    "lms_courses:post_edit": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:post_delete": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:post_report": ("post", (SIGN_IN, 404, 409, 302, 404, 404, 302)),
    "lms_courses:post_hide": ("post", (SIGN_IN, 404, 404, 302, 404, 404, 302)),
    "lms_courses:dismiss_reports": ("post", (SIGN_IN, 404, 404, 302, 404, 404, 302)),
    "lms_courses:reported_posts": ("get", (SIGN_IN, 403, 403, 200, 403, 403, 200)),
    "lms_courses:note": ("get", (SIGN_IN, 404, 200, 200, 404, 404, 200)),
    "lms_courses:notes": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:reflections": ("get", (SIGN_IN, 404, 200, 200, 404, 404, 200)),
    "lms_courses:reflection_save": ("post", (SIGN_IN, 404, 302, 302, 404, 404, 302)),
    "lms_courses:reflection_unshare": ("post", (SIGN_IN, 404, 302, 404, 404, 404, 404)),
    "lms_courses:guideline": ("get", (SIGN_IN, 200, 200, 200, 200, 200, 200)),
    "lms_courses:propose_change": ("post", (SIGN_IN, 302, 302, 302, 302, 302, 302)),
    "lms_courses:proposals": ("get", (SIGN_IN, 403, 403, 302, 403, 403, 302)),
}
POST_URLS = tuple(
    f"lms_courses:{name}" for name in ("post_edit", "post_delete", "post_report", "post_hide", "dismiss_reports")
)
#: Addresses that name an enrollment, and those that show a form and take it.
ENROLLMENT_URLS = tuple(f"lms_courses:{name}" for name in ("answer_request", "change_due_date", "take_off"))
CLASS_FORMS = ("lms_courses:check_in", "lms_courses:cancel_class", "lms_courses:schedule_again")
FORMS = (*ENROLLMENT_URLS, *CLASS_FORMS, "lms_courses:enroll_people", "lms_courses:enroll_file", "lms_courses:note")
#: Where the visitor of a Wagtail page gets.
PAGES = {
    "catalog": (200, 200, 200, 200, 200, 200, 200),
    "course": (200, 200, 200, 200, 200, 200, 200),
    "lesson": (SIGN_IN, "course", 200, 200, "course", "course", 200),
}
RECORDS = (
    Acknowledgment,
    Attempt,
    Attendance,
    Booking,
    DiscussionPost,
    DiscussionReport,
    Enrollment,
    GuidelineProposal,
    LessonProgress,
    Note,
    Reflection,
)


class Firm:
    """One of everything, and the URLs that lead there."""

    def __init__(self):
        quiz, self.guideline = QuizFactory(questions=1), GuidelineFactory()
        self.lesson = LessonPageFactory(
            body=[
                ("quiz", {"quiz": quiz}),
                ("guideline", {"guideline": self.guideline}),
                ("reflection", {"question": "Why?"}),
            ]
        )
        self.course = self.lesson.get_course()
        self.catalog = self.course.get_parent().specific
        self.scheduled_class = ScheduledClassFactory(course=self.course)
        self.meeting = self.scheduled_class.meetings.get()
        self.enrollment = EnrollmentFactory(course=self.course)
        self.learner = self.enrollment.learner
        booking = BookingFactory(scheduled_class=self.scheduled_class, learner=self.learner)
        self.ids = {
            "course_pk": self.course.pk,
            "lesson_pk": self.lesson.pk,
            "quiz_pk": quiz.pk,
            "guideline_pk": self.guideline.pk,
            "meeting_pk": self.meeting.pk,
            "booking_pk": booking.pk,
            "color": "00675f",
            "block_id": self.lesson.body[2].id,
            "key": profile_of(self.learner).calendar_key,
            "slug": LearningPathFactory(courses=[self.course]).slug,
        }
        question = quiz.quiz_questions.get().question
        self.post = DiscussionPostFactory(lesson=self.lesson, author=self.learner)
        self.reflection = ReflectionFactory(lesson=self.lesson, learner=self.learner, is_shared=True)
        self.form = {
            "lesson": self.lesson.pk,
            "version": 1,
            "old_key": profile_of(self.learner).calendar_key,
            "submission_key": uuid.uuid4(),
            "text": "A word",
            "learner": self.learner.pk,
            "to": ScheduledClassFactory(course=self.course).pk,
            f"question-{question.pk}": question.answers.get(is_correct=True).pk,
        }

    def url(self, name):
        own = {"lms_courses:lesson": self.lesson.pk, "lms_courses:person": self.learner.pk}
        own |= dict.fromkeys(ENROLLMENT_URLS, self.enrollment.pk) | dict.fromkeys(POST_URLS, self.post.pk)
        own["lms_courses:reflection_unshare"] = self.reflection.pk
        wanted = parameters_of(name)
        return reverse(
            name,
            kwargs={key: own.get(name, self.scheduled_class.pk) if key == "pk" else self.ids[key] for key in wanted},
        )

    def user(self, who):
        factories = {
            "stranger": LearnerFactory,
            "trainer": TrainerFactory,
            "manager": ManagerFactory,
            "facilitator": FacilitatorFactory,
            "admin": AdminFactory,
        }
        return self.learner if who == "learner" else factories[who]()


def patterns():
    """{name: names of its parameters} of every URL of lms and courses."""
    found = {}
    for outer in get_resolver("lms.urls").url_patterns:
        for resolver in [outer, *getattr(outer, "url_patterns", [])]:
            if isinstance(resolver, URLResolver) and resolver.namespace in {"lms", "lms_courses"}:
                for pattern in resolver.url_patterns:
                    found[f"{resolver.namespace}:{pattern.name}"] = list(pattern.pattern.converters)
    return found


def parameters_of(name):
    return patterns()[name]


@pytest.fixture
def firm(db):
    return Firm()


def sign_in(client, firm, who):
    if who != "anonymous":
        client.force_login(firm.user(who))


def answer_of(response):
    """The status, or that the visitor is sent to sign in."""
    if response.status_code == 302 and response.url.startswith("/learning/sign-in/"):
        return SIGN_IN
    return response.status_code


def counts():
    return [model.objects.count() for model in RECORDS]


@pytest.mark.parametrize("name", MATRIX)
def test_url_answers_each_role(firm, name):
    method, expected = MATRIX[name]
    answers = []
    for who in WHO:
        client, before = Client(), counts()
        sign_in(client, firm, who)
        response = getattr(client, method)(firm.url(name), firm.form if method == "post" else None)
        answers.append(answer_of(response))
        if method == "get" or answers[-1] in {SIGN_IN, 403, 404}:
            assert counts() == before, who

    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, expected, strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_page_answers_each_role(firm, name):
    answers = []
    for who in WHO:
        client = Client()
        sign_in(client, firm, who)
        response = client.get(getattr(firm, name).url)
        leads_to_course = response.status_code == 302 and response.url == firm.course.url
        answers.append("course" if leads_to_course else answer_of(response))

    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, PAGES[name], strict=True))


@pytest.mark.parametrize("name", [name for name, (method, _answers) in MATRIX.items() if method == "post"])
def test_url_that_changes_something_refuses_get(firm, name):
    before = counts()
    for who in ("anonymous", "learner", "admin"):
        client = Client()
        sign_in(client, firm, who)
        assert client.get(firm.url(name)).status_code == 405, who

    assert counts() == before


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (method, _answers) in MATRIX.items()
        if method == "get" and name not in {"lms:sign_in", "lms:preferences", "lms_courses:attendance", *FORMS}
    ],
)
def test_url_that_shows_something_refuses_post(client, firm, name):
    sign_in(client, firm, "admin")

    assert client.post(firm.url(name)).status_code == 405


@pytest.mark.parametrize("number", [0, 10**6, 2**31, 2**63, 10**30])
def test_url_of_something_that_does_not_exist_is_404(client, firm, number):
    sign_in(client, firm, "admin")
    answers, no_number = {}, {"block_id": firm.ids["block_id"], "key": uuid.uuid4()}
    for name, wanted in patterns().items():
        if wanted:
            url = reverse(name, kwargs={key: no_number.get(key, number) for key in wanted})
            answers[name] = getattr(client, MATRIX[name][0])(url, firm.form).status_code

    assert len(answers) >= 13
    assert set(answers.values()) == {404}, answers


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("trainer", 302), ("manager", 403), ("admin", 302)])
def test_attendance_may_be_sent_by_trainers_only(client, firm, role, status):
    firm.meeting.starts_at = firm.meeting.starts_at.replace(year=2020)
    firm.meeting.save()
    sign_in(client, firm, role)

    response = client.post(firm.url("lms_courses:attendance"), {f"learner-{firm.learner.pk}": "present"})

    assert response.status_code == status
    assert Attendance.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize("who", ["learner", "trainer"])
def test_lesson_not_published_is_404_even_for_those_enrolled(client, firm, who):
    draft = LessonPageFactory(course=firm.course, live=False)
    sign_in(client, firm, who)

    assert client.get(f"{firm.course.url}{draft.slug}/").status_code == 404
    assert client.get(reverse("lms_courses:lesson", args=[draft.pk])).status_code == 404
    assert client.post(reverse("lms_courses:complete", args=[draft.pk])).status_code == 404


def test_lesson_of_a_course_one_has_left_leads_to_the_course(client, firm):
    Enrollment.objects.filter(learner=firm.learner).update(status="withdrawn")
    sign_in(client, firm, "learner")

    assert client.get(firm.lesson.url).url == firm.course.url
    assert not LessonProgress.objects.exists()


def test_every_url_has_a_row():
    assert set(patterns()) == set(MATRIX)
