"""Make a little of everything in the database of `DATABASE_URL`, as people would have by now."""

import uuid
from datetime import timedelta

import django


def main():
    django.setup()
    from certificates.issuing.actions import issue_certificate
    from courses.classes.actions import book_seat
    from courses.enrollment.actions import enroll_learner
    from courses.guidelines.actions import acknowledge_guideline
    from courses.learning.actions import complete_lesson
    from courses.models import Question
    from courses.notes.actions import save_note
    from courses.quizzes.actions import submit_attempt
    from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory
    from tests.factories.courses import (
        CoursePageFactory,
        GuidelineFactory,
        LearningPathFactory,
        LessonPageFactory,
        QuizFactory,
        ScheduledClassFactory,
        SocialToolFactory,
    )
    from tests.factories.discussion import DiscussionPostFactory
    from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory, TrainerFactory

    trainer, manager = TrainerFactory(username="toni"), ManagerFactory(username="mara")
    learner = LearnerFactory(username="lena", first_name="ليلى", last_name="O’Neill")
    ProfileFactory(user=learner, manager=manager, department="Sales")
    quiz, guideline = QuizFactory(questions=2), GuidelineFactory(title="How we post")
    course = CoursePageFactory(title="First steps", tool=SocialToolFactory(name="Chatter"))
    lesson = LessonPageFactory(
        course=course,
        title="Follow",
        body=[
            ("paragraph", "<p>People follow people.</p>"),
            ("quiz", {"quiz": quiz}),
            ("guideline", {"guideline": guideline}),
        ],
    )
    LearningPathFactory(courses=[course])
    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    book_seat(
        scheduled_class=ScheduledClassFactory(course=course, starts_in=timedelta(days=3)), learner=learner, by=learner
    )
    complete_lesson(enrollment=enrollment, lesson=lesson)
    acknowledge_guideline(guideline=guideline, learner=learner, version=1)
    save_note(lesson=lesson, learner=learner, text="Try this on Monday.")
    DiscussionPostFactory(lesson=lesson, author=learner)
    submit_attempt(
        enrollment=enrollment,
        lesson=lesson,
        quiz=quiz,
        answers={each.pk: [each.answers.get(is_correct=True).pk] for each in Question.objects.all()},
        submission_key=uuid.uuid4(),
    )
    brainstorm = BrainstormFactory(title="What for?", course=course, facilitator=trainer)
    idea = IdeaFactory(brainstorm=brainstorm, by=learner, text="Ask the whole firm instead of one colleague.")
    PilotFactory(decision=DecisionFactory(idea=idea), owner=learner)
    enrollment.refresh_from_db()
    issue_certificate(enrollment=enrollment)


if __name__ == "__main__":
    main()
