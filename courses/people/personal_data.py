"""What courses keep about one person."""

from django.utils.translation import gettext as _

from courses.classes.models import Attendance, Booking
from courses.discussion.models import DiscussionPost, DiscussionReport, DiscussionSubscription
from courses.enrollment.models import Enrollment, LessonProgress
from courses.guidelines.models import Acknowledgment, GuidelineProposal
from courses.notes.models import Note, Reflection
from courses.quizzes.models import Answer, Attempt, Question
from lms.personal_data.tables import PersonalTable, Reader


def personal_tables(user):
    """Return the `PersonalTable`s of courses and classes, with nothing that others wrote."""
    return [*learning_tables(user), *class_tables(user), *writing_tables(user)]


def learning_tables(user):
    enrollments = Enrollment.objects.filter(learner=user).select_related("course").order_by("created_at", "pk")
    progress = (
        LessonProgress.objects.filter(enrollment__learner=user)
        .select_related("enrollment__course", "lesson")
        .order_by("opened_at", "pk")
    )
    acknowledgments = Acknowledgment.objects.filter(learner=user).select_related("guideline").order_by("created_at")
    return [
        PersonalTable(
            name="enrollments",
            title=_("Your courses"),
            about=_("To let you continue where you left off and to show your company your progress."),
            readers=Reader.LEADERS,
            columns=(_("Course"), _("Status"), _("Enrolled"), _("Date"), _("Due"), _("Completed"), _("Reason")),
            rows=[
                (
                    row.course.title,
                    row.get_status_display(),
                    row.get_source_display(),
                    row.created_at,
                    row.due_date,
                    row.completed_on,
                    row.decision_note,
                )
                for row in enrollments
            ],
        ),
        PersonalTable(
            name="lessons",
            title=_("Lessons you opened"),
            about=_("To let you continue where you left off and to show what is left to do."),
            readers=Reader.LEADERS,
            columns=(_("Course"), _("Lesson"), _("Last opened"), _("Done")),
            rows=[(row.enrollment.course.title, row.lesson.title, row.opened_at, row.completed_at) for row in progress],
        ),
        PersonalTable(
            name="attempts",
            title=_("Quizzes you answered"),
            about=_("To remember which quizzes you passed and to show trainers which questions are hard."),
            readers=Reader.TRAINERS,
            columns=(
                _("Course"),
                _("Quiz"),
                _("Started"),
                _("Submitted"),
                _("Right"),
                _("Questions"),
                _("Passed"),
                _("Answers"),
            ),
            rows=attempt_rows(user),
        ),
        PersonalTable(
            name="acknowledgments",
            title=_("Guidelines you accepted"),
            about=_("To ask you again only when there is a new version."),
            readers=Reader.TRAINERS,
            columns=(_("Guideline"), _("Version"), _("Date")),
            rows=[(row.guideline.title, row.version, row.created_at) for row in acknowledgments],
        ),
    ]


def attempt_rows(user):
    """Return a row for each attempt, with questions and answers as words, in a fixed number of queries."""
    attempts = list(
        Attempt.objects.filter(enrollment__learner=user)
        .select_related("enrollment__course", "quiz")
        .order_by("started_at", "pk")
    )
    asked = {int(pk) for attempt in attempts for pk in attempt.answers}
    questions = dict(Question.objects.filter(pk__in=asked).values_list("pk", "text"))
    choices = {row.pk: row for row in Answer.objects.filter(question__in=asked)}
    return [
        (
            attempt.enrollment.course.title,
            attempt.quiz.title,
            attempt.started_at,
            attempt.submitted_at,
            attempt.points,
            attempt.max_points,
            _("yes") if attempt.is_passed else _("no"),
            "\n".join(
                f"{questions.get(int(pk), '?')} {in_words(answer, choices)}" for pk, answer in attempt.answers.items()
            ),
        )
        for attempt in attempts
    ]


def in_words(answer, choices):
    """Return what was answered as words. For the shapes of `answer` see `Attempt`.

    choices: {id: Answer}; those deleted since are shown as "?".
    """

    def text_of(pk, field="text"):
        choice = choices.get(int(pk))
        return getattr(choice, field) if choice else "?"

    if isinstance(answer, dict):
        return "; ".join(f"{text_of(left)} = {text_of(right, 'match')}" for left, right in answer.items())
    if isinstance(answer, list):
        return "; ".join(text_of(pk) for pk in answer)
    return str(answer)


def class_tables(user):
    bookings = (
        Booking.objects.filter(learner=user).select_related("scheduled_class__course").order_by("queued_at", "pk")
    )
    attendance = (
        Attendance.objects.filter(learner=user)
        .select_related("meeting__scheduled_class__course")
        .order_by("meeting__starts_at", "pk")
    )
    return [
        PersonalTable(
            name="bookings",
            title=_("Classes you booked"),
            about=_("To hold your seat."),
            readers=Reader.TRAINERS,
            columns=(_("Class"), _("Status"), _("Requested")),
            rows=[(str(row.scheduled_class), row.get_status_display(), row.queued_at) for row in bookings],
        ),
        PersonalTable(
            name="attendance",
            title=_("Meetings you attended"),
            about=_("To let a course require attendance."),
            readers=Reader.TRAINERS,
            columns=(_("Class"), _("Meeting"), _("Attendance"), _("Method"), _("Marked on")),
            rows=[
                (
                    str(row.meeting.scheduled_class),
                    row.meeting.starts_at,
                    row.get_status_display(),
                    row.get_method_display(),
                    row.marked_at,
                )
                for row in attendance
            ],
        ),
    ]


def writing_tables(user):
    notes = Note.objects.filter(learner=user).select_related("lesson").order_by("updated_at", "pk")
    reflections = Reflection.objects.filter(learner=user).select_related("lesson").order_by("updated_at", "pk")
    posts = DiscussionPost.objects.filter(author=user).written().select_related("lesson").order_by("created_at", "pk")
    proposals = GuidelineProposal.objects.filter(learner=user).select_related("guideline").order_by("created_at", "pk")
    reports = DiscussionReport.objects.filter(reporter=user).select_related("post__lesson").order_by("created_at", "pk")
    following = DiscussionSubscription.objects.filter(user=user).select_related("lesson").order_by("created_at", "pk")
    return [
        PersonalTable(
            name="notes",
            title=_("Your notes"),
            about=_("To let you find your notes again."),
            readers=Reader.SELF,
            columns=(_("Lesson"), _("Notes"), _("Changed")),
            rows=[(row.lesson.title, row.text, row.updated_at) for row in notes],
        ),
        PersonalTable(
            name="reflections",
            title=_("Your reflections"),
            about=_("Your answers to questions in lessons. Everyone in the course can read the ones you share."),
            readers=Reader.SELF,
            columns=(_("Lesson"), _("Answer"), _("Shared"), _("Changed")),
            rows=[
                (row.lesson.title, row.text, _("yes") if row.is_shared else _("no"), row.updated_at)
                for row in reflections
            ],
        ),
        PersonalTable(
            name="posts",
            title=_("Your posts in discussions"),
            about=_("To let others read and answer them."),
            readers=_("Everyone in the course"),
            columns=(_("Lesson"), _("Post"), _("Posted"), _("Edited"), _("Hidden by a trainer")),
            rows=[(row.lesson.title, row.text, row.created_at, row.edited_at, row.hidden_at) for row in posts],
        ),
        PersonalTable(
            name="following",
            title=_("Discussions you follow"),
            about=_("To email you when someone posts there."),
            readers=Reader.SELF,
            columns=(_("Lesson"), _("Since")),
            rows=[(row.lesson.title, row.created_at) for row in following],
        ),
        PersonalTable(
            name="reports",
            title=_("Posts you reported"),
            about=_("To let a trainer review them."),
            readers=Reader.TRAINERS,
            columns=(_("Lesson"), _("What is wrong"), _("Reported"), _("Resolved")),
            rows=[(row.post.lesson.title, row.reason, row.created_at, row.settled_at) for row in reports],
        ),
        PersonalTable(
            name="proposals",
            title=_("Changes to guidelines you proposed"),
            about=_("To let trainers answer them and a brainstorm take them up."),
            readers=Reader.TRAINERS,
            columns=(_("Guideline"), _("Version"), _("Proposal"), _("Status"), _("Answer"), _("Proposed")),
            rows=[
                (
                    row.guideline.title,
                    row.version,
                    row.text,
                    row.get_status_display(),
                    row.answer,
                    row.created_at,
                )
                for row in proposals
            ],
        ),
    ]
