"""One of everything and one person of each role, for tests/permission_table.py. Made once for all rows."""

import uuid
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import RevisionMixin

from brainstorm.models import BrainstormFormat, EnterpriseSystem
from certificates.models import Batch, CertificateFile, HeldCertificate, NameCorrection, StatusList
from certificates.signing import credentials
from courses.classes import room_codes
from courses.models import EnrollmentPolicy
from lms.accounts.people import profile_of
from lms.models import Webhook
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, move_to
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory
from tests.factories.courses import (
    AttemptFactory,
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LearningPathFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
    SocialToolFactory,
)
from tests.factories.discussion import DiscussionPostFactory, GuidelineProposalFactory, NoteFactory, ReflectionFactory
from tests.factories.users import (
    AdminFactory,
    FacilitatorFactory,
    LearnerFactory,
    ManagerFactory,
    ProfileFactory,
    TrainerFactory,
)


class World:
    """`address(name)` and `data(name)` of every row; `client(role)` is signed in."""

    def __init__(self):
        self._people()
        self._course()
        self._classes()
        self._writing()
        self._brainstorms()
        self._certificate()
        self.in_the_admin  # noqa: B018 - made now, not within a request that is taken back
        self.sessions = {role: self._sign_in(person) for role, person in self.people.items()}

    def _people(self):
        self.learner = LearnerFactory(username="lea", first_name="Lea", last_name="Lark")
        self.people = {
            "outsider": LearnerFactory(username="otto"),
            "learner": self.learner,
            "classmate": LearnerFactory(username="cleo"),
            "trainer": TrainerFactory(username="tara"),
            "facilitator": FacilitatorFactory(username="fay"),
            "manager": ManagerFactory(username="mona"),
            "other_manager": ManagerFactory(username="otis"),
            "admin": AdminFactory(username="root"),
        }
        ProfileFactory(user=self.learner, manager=self.people["manager"])
        ProfileFactory(user=self.people["outsider"], manager=self.people["other_manager"])
        for person in self.people.values():
            profile_of(person)

    def _course(self):
        self.quiz, self.guideline = QuizFactory(questions=1), GuidelineFactory()
        body = [
            ("quiz", {"quiz": self.quiz}),
            ("guideline", {"guideline": self.guideline}),
            ("reflection", {"question": "Why?"}),
        ]
        self.lesson = LessonPageFactory(body=body)
        self.course = self.lesson.get_course()
        self.catalog = self.course.get_parent().specific
        self.draft_lesson = LessonPageFactory(course=self.course, live=False)
        self.draft_course = CoursePageFactory(live=False)
        self.path = LearningPathFactory(courses=[self.course])
        self.on_the_course = [self.learner, self.people["classmate"]]
        self.enrollment, _other = (EnrollmentFactory(course=self.course, learner=each) for each in self.on_the_course)
        self.by_request = CoursePageFactory(enrollment_policy=EnrollmentPolicy.APPROVAL)
        self.request = EnrollmentFactory(course=self.by_request, learner=self.learner, status="requested")
        self.other_course = CoursePageFactory()

    def _classes(self):
        self.upcoming = ScheduledClassFactory(course=self.course, capacity=20)
        self.running = ScheduledClassFactory(course=self.course, starts_in=timedelta(minutes=-5))
        self.next_one = ScheduledClassFactory(course=self.course, starts_in=timedelta(days=20))
        for scheduled_class in (self.upcoming, self.running):
            scheduled_class.trainers.add(self.people["trainer"])
            for person in self.on_the_course:
                BookingFactory(scheduled_class=scheduled_class, learner=person)
        self.booking = self.upcoming.bookings.get(learner=self.learner)
        self.meeting = self.running.meetings.get()

    def _writing(self):
        lesson, learner = self.lesson, self.learner
        block_id = self.lesson.body[2].id
        self.note = NoteFactory(lesson=lesson, learner=learner, text="nightingale")
        self.shared = ReflectionFactory(
            lesson=lesson, learner=learner, block_id=block_id, text="woodpecker", is_shared=True
        )
        ReflectionFactory(lesson=lesson, learner=learner, text="kingfisher")
        self.post = DiscussionPostFactory(lesson=lesson, author=learner, text="goldfinch")
        question = self.quiz.quiz_questions.get().question
        self.attempt = AttemptFactory(
            enrollment=self.enrollment,
            quiz=self.quiz,
            question_ids=[question.pk],
            answers={str(question.pk): "sandpiper"},
            marks={str(question.pk): False},
        )
        self.proposal = GuidelineProposalFactory(guideline=self.guideline, learner=learner, text="oystercatcher")
        self.answer = {f"question-{question.pk}": question.answers.get(is_correct=True).pk}

    def _brainstorms(self):
        self.collecting, self.voting, self.deciding = (
            BrainstormFactory(facilitator=self.people["facilitator"], participants=self.on_the_course) for _ in range(3)
        )
        self.idea = IdeaFactory(brainstorm=self.collecting, by=self.learner, text="hummingbird")
        decision = DecisionFactory(idea=IdeaFactory(brainstorm=self.deciding))
        self.system = EnterpriseSystem.objects.create(name="Tickets", purpose="Questions of customers")
        IdeaFactory(brainstorm=self.voting)
        self.collecting = move_to(self.collecting, "collect")
        self.voting = move_to(self.voting, "vote")
        self.deciding = move_to(self.deciding, "decide")
        self.adopted = type(decision.idea).objects.get(pk=decision.idea_id)
        self.pilot = PilotFactory(
            decision=DecisionFactory(idea=IdeaFactory(brainstorm=self.deciding)), owner=self.learner
        )

    def _certificate(self):
        self.certificate = CertificateFactory(learner=self.learner)
        self.correction = NameCorrection.objects.create(
            certificate=self.certificate, name="Lea Larkspur", reason="Married"
        )
        credential, self.issuer_key = credentials.sign(self.certificate)
        CertificateFile.objects.create(certificate=self.certificate, content=b"%PDF-1.7", credential=credential)
        self.status_list = StatusList.objects.create()
        type(self.certificate).objects.filter(pk=self.certificate.pk).update(printed_at=timezone.now(), sha256="0" * 64)

        # Under the certificate's own id: addresses of both stand in one namespace.
        batch = Batch.objects.create(pk=self.certificate.pk, source="People of a class")
        batch.rows.create(number=1, certificate=self.certificate, state="done")

    def _sign_in(self, person):
        client = Client()
        client.force_login(person)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    @cached_property
    def in_the_admin(self):
        """Return {namespace of the admin: what its URLs name}."""
        question = self.quiz.quiz_questions.get().question
        snippets = (self.path, self.quiz, question, self.guideline, SocialToolFactory(), CertificateTemplateFactory())
        snippets += (BrainstormFormat.objects.first(), self.system)
        found = {
            "lms_classes": self.upcoming,
            "lms_enrollments": self.enrollment,
            "lms_proposals": self.proposal,
            "lms_course_files": self.course,
            "lms_certificate_register": self.certificate,
            "lms_name_corrections": self.correction,
            "lms_held_certificates": HeldCertificate.objects.create(
                enrollment=self.certificate.enrollment, reason="A letter"
            ),
            "lms_people": profile_of(self.learner),
            "lms_webhooks": Webhook.objects.create(name="#learning", url="https://chat.example/1"),
            "lms_brainstorms": self.collecting,
            "lms_brainstorm_files": self.collecting,
        }
        for snippet in (self.upcoming, *snippets):
            if isinstance(snippet, RevisionMixin):
                snippet.save_revision()
            found[f"wagtailsnippets_{snippet._meta.label_lower.replace('.', '_')}"] = snippet
            found[f"wagtailsnippetchoosers_{snippet._meta.label_lower.replace('.', '_')}"] = snippet
        return found

    def admin_address(self, namespace, name, parameters):
        thing = self.in_the_admin[namespace]
        values = {
            "pk": thing.pk,
            "revision_id": getattr(thing, "latest_revision_id", None),
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "action_name": "approve",
            "kind": "zip",
        } | dict.fromkeys(("task_state_id", "workflow_state_id", "task_id"), 1)
        return reverse(f"{namespace}:{name}", kwargs={each: values[each] for each in parameters})

    @cached_property
    def pages(self):
        return {
            "catalog": self.catalog,
            "course": self.course,
            "lesson": self.lesson,
            "draft course": self.draft_course,
            "draft lesson": self.draft_lesson,
        }

    def client(self, role):
        """Return a new browser in which `role` is signed in."""
        client = Client()
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def address(self, name, parameters, *, number=None):
        """Return the address of a URL for the learner's things, or with every id being `number`."""
        values = self._ids | {"pk": self._pk(name)}
        values["key"] = self.idea.submission_key if "idea" in name else profile_of(self.learner).calendar_key
        if name == "lms_courses:ask":
            values["course_pk"] = self.by_request.pk
        if number is not None:
            values |= {each: number for each, value in values.items() if isinstance(value, int)}
            values["key"] = uuid.UUID(int=number % 2**128)
        return reverse(name, kwargs={each: values[each] for each in parameters})

    @cached_property
    def _ids(self):
        return {
            "course_pk": self.course.pk,
            "lesson_pk": self.lesson.pk,
            "quiz_pk": self.quiz.pk,
            "guideline_pk": self.guideline.pk,
            "meeting_pk": self.meeting.pk,
            "booking_pk": self.booking.pk,
            "block_id": self.lesson.body[2].id,
            "slug": self.path.slug,
            "color": "00675f",
            "code": self.certificate.grouped_code,
            "key_id": self.issuer_key.key_id,
            "number": self.adopted.number,
            "group": 1,
            "stakeholder": 1,
            "objection": 1,
        }

    def _pk(self, name):
        """Return what `<int:pk>` stands for in the URL called `name`."""
        app, short = name.split(":")
        if app == "lms_brainstorm":
            own = {
                "pilot": self.pilot,
                "votes": self.voting,
                "decision": self.deciding,
                "remaining": self.deciding,
                "pilot_create": self.deciding,
                "guideline_changes": self.guideline,
                "system": self.system,
            }
            return own.get(short, self.collecting).pk
        own = {
            "lesson": self.lesson,
            "status_list": self.status_list,
            "person": self.learner,
            "answer_request": self.request,
            "change_due_date": self.enrollment,
            "take_off": self.enrollment,
            "reflection_unshare": self.shared,
        } | dict.fromkeys(("post_edit", "post_delete", "post_report", "post_hide", "dismiss_reports"), self.post)
        return own.get(short, self.upcoming).pk

    @cached_property
    def _data(self):
        """What forms are sent with: something for each field of any of them, then what one form needs for itself."""
        everywhere = {
            "lesson": self.lesson.pk,
            "version": 1,
            "submission_key": str(uuid.UUID(int=1)),
            "text": "A word",
            "reason": "A reason",
            "learner": self.learner.pk,
            "to": self.next_one.pk,
            "old_key": str(profile_of(self.learner).calendar_key),
            **self.answer,
        }
        decision = {"outcome": "adopted", "reason": "Cheap."}
        today = timezone.localdate()
        own = {
            "lms:sign_in": {"username": "nobody", "password": "wrong"},
            "lms:preferences": {"time_zone": "Europe/Berlin", "gets_reminders": "on"},
            "lms_courses:note": {"version": self.note.version},
            "lms_courses:attendance": {f"learner-{self.learner.pk}": "present"},
            "lms_courses:schedule_again": {"first_day": (today + timedelta(days=60)).isoformat()},
            "lms_courses:enroll_people": {"course": self.other_course.pk, "people": self.learner.pk},
            "lms_courses:enroll_file": {
                "course": self.other_course.pk,
                "text": f"username\n{self.learner.get_username()}\n",
                "confirm": "1",
            },
            "lms_courses:answer_request": {"answer": "approve", "note": ""},
            "lms_courses:change_due_date": {"due_date": (today + timedelta(days=9)).isoformat()},
            "lms_certificates:change_page": {"page": "closed"},
            "lms_certificates:ask_correction": {"name": "Lea Larkspur"},
            "lms_brainstorm:join": {"code": self.collecting.join_code},
            "lms_brainstorm:idea_create": {"kind": "use_case"},
            "lms_brainstorm:votes": {"dots-1": 1},
            "lms_brainstorm:move": {"direction": "next", "expected_step": self.collecting.step},
            "lms_brainstorm:proposals": {"proposal": self.proposal.pk},
            "lms_brainstorm:time": {"minutes": 1},
            "lms_brainstorm:decision": decision | {"seen": self.adopted.decision.decided_at.isoformat()},
            "lms_brainstorm:remaining": {f"rest-{field}": value for field, value in decision.items()},
            "lms_brainstorm:pilot_create": {
                "hypothesis": "Fewer calls.",
                "owner": self.learner.pk,
                "measure": "Calls a day",
                "baseline": "12",
                "starts_on": today.isoformat(),
                "due_on": (today + timedelta(days=30)).isoformat(),
            },
            "lms_brainstorm:pilot": {"result": "keep", "measured": "8", "learned": "It works."},
        }
        return everywhere, own

    def data(self, name):
        everywhere, own = self._data
        if name == "lms_courses:check_in":  # it changes twice a minute
            return everywhere | {"code": room_codes.make_digits(self.meeting)}
        return everywhere | own.get(name, {})
