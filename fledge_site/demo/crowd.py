"""Colleagues who make the numbers: they cannot sign in, but reports show weeks of their learning.

Everything is drawn from one seeded dice and inserted in bulk, so that each demonstration has the same history and is
loaded in a moment.
"""

import random
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.models import Attempt, Enrollment, LessonPage, LessonProgress, Question, Quiz
from courses.quizzes.marking import mark_answers, passes, rules_of
from lms.accounts.models import Profile
from lms.roles.permissions import Role

#: Fictional people: first name, last name, department.
CROWD = (
    ("Agnete", "Brook", "Warehouse"),
    ("Baltasar", "Cole", "Warehouse"),
    ("Chidi", "Dell", "Warehouse"),
    ("Dorothea", "Eames", "Customer service"),
    ("Emeka", "Frost", "Customer service"),
    ("Fiorella", "Gale", "Customer service"),
    ("Gunnar", "Holm", "Customer service"),
    ("Hiroko", "Isle", "Product design"),
    ("Ines", "Jarrow", "Product design"),
    ("Jamal", "Kite", "Sales"),
    ("Katarzyna", "Lark", "Sales"),
    ("Leander", "Moss", "Sales"),
    ("Minh", "Nettle", "Sales"),
    ("Nadira", "Orchard", "Information technology"),
    ("Oskar", "Pike", "Information technology"),
    ("Paloma", "Quill", "Human resources"),
    ("Quentin", "Rook", "Human resources"),
    ("Rosalind", "Sedge", "Workshop"),
    ("Sefton", "Thorn", "Workshop"),
    ("Tomoko", "Umber", "Workshop"),
    ("Ursula", "Vane", "Workshop"),
    ("Vikram", "Wren", "Finance"),
    ("Wilhelmina", "Yarrow", "Finance"),
    ("Yusuf", "Zeal", "Finance"),
)
#: slug of a course: (share of the crowd on it, share of these who finish, days to complete)
COURSES = {
    "first-steps": (1.0, 0.75, 60),
    "reading-without-drowning": (0.7, 0.5, 40),
    "good-conduct": (0.8, 0.65, 60),
    "ask-and-work-out-loud": (0.5, 0.4, None),
    "pictures-and-third-party-services": (0.3, 0.35, None),
}
WEEKS = 12
SEED = 24


def load_crowd(courses):
    """Let the crowd learn on `courses`, a dict by slug, over the last weeks."""
    dice = random.Random(SEED)  # noqa: S311 - a demonstration
    people = make_people()
    skill = {person.pk: dice.random() for person in people}
    for slug, (share, finishing, days) in COURSES.items():
        learners = dice.sample(people, round(share * len(people)))
        let_learn(dice, courses[slug], learners, skill, finishing=finishing, days=days)


def make_people():
    user_model = get_user_model()
    if user_model.objects.filter(username="crowd01").exists():
        return list(user_model.objects.filter(username__startswith="crowd").order_by("username"))
    people = user_model.objects.bulk_create(
        user_model(
            username=f"crowd{number:02}",
            first_name=first_name,
            last_name=last_name,
            email=f"crowd{number:02}@marlow-finch.example",
            password=make_password(None),
        )
        for number, (first_name, last_name, _department) in enumerate(CROWD, start=1)
    )
    Profile.objects.bulk_create(
        Profile(user=person, department=department)
        for person, (_first_name, _last_name, department) in zip(people, CROWD, strict=True)
    )
    Group.objects.get(name=Role.LEARNER.value).user_set.add(*people)
    return people


def let_learn(dice, course, learners, skill, *, finishing, days):
    """Enroll `learners` at different times; some finish, some stop on the way, some never begin."""
    lessons = list(LessonPage.objects.in_course(course).prefetch_related("lesson_quizzes"))
    quizzes = load_quizzes(lessons)
    now, today = timezone.now(), timezone.localdate()
    enrollments, progress, attempts = [], [], []
    for learner in learners:
        began = now - timedelta(days=dice.uniform(2, 7 * WEEKS))
        due_date = timezone.localdate(began) + timedelta(days=days) if days else None
        is_done = dice.random() < finishing
        done = len(lessons) if is_done else dice.randrange(len(lessons))
        enrollment = Enrollment(learner=learner, course=course, due_date=due_date)
        at = began
        for lesson in lessons[:done]:
            at = min(at + timedelta(days=dice.uniform(0.1, 5)), now - timedelta(hours=1))
            progress.append(LessonProgress(enrollment=enrollment, lesson=lesson, opened_at=at, completed_at=at))
            for place in lesson.lesson_quizzes.all():
                attempts += tries(dice, enrollment, quizzes[place.quiz_id], skill[learner.pk], at)
        if is_done:
            enrollment.status, enrollment.completed_at = Enrollment.Status.COMPLETED, at
        elif dice.random() < 0.7:  # Under way: opened the next lesson lately. The others are stuck.
            lately = now - timedelta(days=dice.uniform(0, 9))
            progress.append(LessonProgress(enrollment=enrollment, lesson=lessons[done], opened_at=max(at, lately)))
            if enrollment.is_overdue_on(today):
                enrollment.due_date = today + timedelta(days=dice.randrange(1, 20))
        enrollments.append((enrollment, began))
    Enrollment.objects.bulk_create(enrollment for enrollment, _began in enrollments)
    for enrollment, began in enrollments:
        enrollment.created_at = began  # The model sets it to now when it is inserted.
    Enrollment.objects.bulk_update([enrollment for enrollment, _began in enrollments], ["created_at"])
    LessonProgress.objects.bulk_create(progress)
    Attempt.objects.bulk_create(attempts)


def load_quizzes(lessons):
    """Return {quiz id: (quiz, its listed questions with answers)}."""
    ids = {place.quiz_id for lesson in lessons for place in lesson.lesson_quizzes.all()}
    questions = {question.pk: question for question in Question.objects.prefetch_related("answers")}
    return {
        quiz.pk: (quiz, [questions[place.question_id] for place in quiz.quiz_questions.all()])
        for quiz in Quiz.objects.filter(pk__in=ids).prefetch_related("quiz_questions")
    }


def tries(dice, enrollment, quiz_and_questions, skill, at):
    """Return one or two attempts, the last one passed."""
    quiz, questions = quiz_and_questions
    made = []
    for number, chance in enumerate((0.35 + 0.6 * skill, 1)):
        answers = {str(each.pk): answer(dice, each, chance if each.pk % 7 else 1 - chance / 2) for each in questions}
        if number:
            answers = {str(each.pk): rules_of(each).solution(each) for each in questions}
        marks = mark_answers(questions, answers)
        points = sum(marks.values())
        moment = at - timedelta(minutes=20 - 10 * number)
        made.append(
            Attempt(
                enrollment=enrollment,
                quiz=quiz,
                question_ids=[each.pk for each in questions],
                answers=answers,
                marks=marks,
                points=points,
                max_points=len(questions),
                is_passed=passes(points, len(questions), quiz.pass_percent),
                started_at=moment - timedelta(minutes=4),
                submitted_at=moment,
            )
        )
        if made[-1].is_passed:
            break
    return made


def answer(dice, question, chance):
    """Return the right answer with the probability `chance`, else a wrong one in the shape of its kind."""
    right = rules_of(question).solution(question)
    if dice.random() < chance:
        return right
    answers = list(question.answers.all())
    if question.kind == Question.Kind.SHORT:
        return dice.choice(["boost", "a channel", "I do not know"])
    if question.kind == Question.Kind.ORDERING:
        return right[1:] + right[:1]
    if question.kind == Question.Kind.MATCHING:
        return dict(zip(right, [*list(right.values())[1:], *list(right.values())[:1]], strict=True))
    wrong = [each.pk for each in answers if not each.is_correct]
    return [dice.choice(wrong)] if wrong else right[:1]
