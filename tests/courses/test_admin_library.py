"""The question bank, the guidelines and the social tools, kept by trainers as snippets."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.models import Guideline, Question, Quiz, SocialTool
from tests.factories.courses import EnrollmentFactory, GuidelineFactory, QuestionFactory, QuizFactory, SocialToolFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory

pytestmark = pytest.mark.django_db

SNIPPETS = ("quiz", "question", "guideline", "socialtool")


def snippet_url(model, view="list", *args):
    return reverse(f"wagtailsnippets_lms_courses_{model}:{view}", args=args)


#: What the button "Publish" sends, and the fields about publishing.
PUBLISH = {"action-publish": "1", "go_live_at": "", "expire_at": ""}


def question_form(answers, **fields):
    """A question sent to be published; `answers` are (text, whether right) or (text, other half)."""
    rows = []
    for text, other in answers:
        row = {"text": text, "feedback": "", "match": other if isinstance(other, str) else ""}
        rows.append(row | ({"is_correct": "on"} if other is True else {}))
    content = {"kind": "single", "text": "Who reads it?", "scenario": "", "scenario_author": "", "explanation": ""}
    return nested_form_data(content | {"tags": "", "answers": inline_formset(rows)} | PUBLISH | fields)


def quiz_form(questions, **fields):
    rows = [{"question": str(question.pk)} for question in questions]
    content = {"title": "Check yourself", "slug": "check", "pass_percent": "80", "draw_count": "0", "tags": ""}
    limits = {"attempt_limit": "", "time_limit_minutes": ""}
    return nested_form_data(content | limits | {"quiz_questions": inline_formset(rows)} | PUBLISH | fields)


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


def test_question_written_by_a_trainer(client, trainer):
    client.post(snippet_url("question", "add"), question_form([("Everyone", True), ("No one", False)]))

    question = Question.objects.get()
    assert [(answer.text, answer.is_correct) for answer in question.answers.all()] == [
        ("Everyone", True),
        ("No one", False),
    ]


NO_RIGHT = "Mark the right answer. Without one, no one could pass."
ONE_RIGHT = "Mark only one right answer, or choose “Several right answers”."
SAME_ITEMS = "Two items have the same text, so no one could tell which comes first."
TWO_WRONG, TWO_RIGHT = [("A", False), ("B", False)], [("A", True), ("B", True)]


@pytest.mark.parametrize(
    ("kind", "answers", "errors"),
    [
        ("single", [("A", True)], {"kind": ["Enter at least two answers to choose from."]}),
        ("single", TWO_WRONG, {"kind": [NO_RIGHT]}),
        ("multiple", TWO_WRONG, {"kind": [NO_RIGHT]}),
        ("single", TWO_RIGHT, {"kind": [ONE_RIGHT]}),
        ("true_false", TWO_RIGHT, {"kind": [ONE_RIGHT]}),
        ("true_false", [("A", True), *TWO_WRONG], {"kind": ["Enter exactly two answers, “True” and “False”."]}),
        ("short", [(" ´ ", "")], {"kind": ["Enter at least one accepted answer that contains letters or digits."]}),
        ("ordering", [("A", "")], {"kind": ["Enter at least two items in the right order."]}),
        (
            "ordering",
            [("A", ""), ("á", "")],
            {"kind": ["Two items have the same text, so no one could tell which comes first."]},
        ),
        ("matching", [("A", "1")], {"kind": ["Enter at least two pairs."]}),
        ("matching", [("A", "1"), ("B", "")], {"kind": ["Fill in “Belongs to” for each pair."]}),
        (
            "matching",
            [("A", "1"), ("B", "1")],
            {"kind": ["All pairs have the same other half, so there is nothing to choose."]},
        ),
        (
            "matching",
            [("A", "1"), ("a", "2")],
            {"kind": ["Two pairs start with the same text, so no one could tell them apart."]},
        ),
        ("scenario", [("A", True), ("B", False)], {"scenario": ["Enter the post for learners to judge."]}),
    ],
)
def test_question_nobody_could_answer_right_is_kept_as_a_draft_but_not_published(
    client, trainer, kind, answers, errors
):
    form = question_form(answers, kind=kind)

    response = client.post(snippet_url("question", "add"), form)

    assert errors_of(response) == errors
    assert not Question.objects.exists()

    del form["action-publish"]
    client.post(snippet_url("question", "add"), form)

    assert Question.objects.get().live is False


def test_question_with_several_right_answers_is_fine(client, trainer):
    client.post(snippet_url("question", "add"), question_form([("A", True), ("B", True)], kind="multiple"))

    assert Question.objects.get().answers.filter(is_correct=True).count() == 2


def test_question_of_which_the_right_answer_is_deleted_is_sent_back(client, trainer):
    question = QuestionFactory(wrong=2)
    rows = [
        {"id": str(answer.pk), "text": answer.text, "feedback": "", "DELETE": "on" if answer.is_correct else ""}
        for answer in question.answers.all()
    ]
    rows[0]["is_correct"] = "on"
    form = question_form([]) | nested_form_data({"answers": inline_formset(rows, initial=3)})

    response = client.post(snippet_url("question", "edit", question.pk), form)

    assert list(response.context["form"].errors) == ["kind"]
    assert question.answers.count() == 3


def test_quiz_made_of_questions_by_a_trainer(client, trainer):
    questions = QuestionFactory.create_batch(2)

    client.post(snippet_url("quiz", "add"), quiz_form(questions))

    quiz = Quiz.objects.get()
    assert quiz.pass_percent == 80
    assert [place.question for place in quiz.quiz_questions.all()] == questions


@pytest.mark.parametrize("percent", ["0", "101", "abc"])
def test_quiz_with_an_impossible_pass_mark_is_sent_back(client, trainer, percent):
    response = client.post(snippet_url("quiz", "add"), quiz_form([QuestionFactory()], pass_percent=percent))

    assert list(errors_of(response)) == ["pass_percent"]
    assert not Quiz.objects.exists()


def test_guideline_changed_by_a_trainer_keeps_its_history(client, trainer):
    form = {"title": "Be kind", "slug": "kind", "body": rich_text("<p>Once.</p>"), "action-publish": "1"}
    client.post(snippet_url("guideline", "add"), form)
    guideline = Guideline.objects.get()

    client.post(snippet_url("guideline", "edit", guideline.pk), form | {"body": rich_text("<p>Twice.</p>")})

    guideline.refresh_from_db()
    assert (guideline.version, guideline.live) == (1, True)
    assert "Twice." in guideline.body
    assert guideline.revisions.count() == 2
    assert client.get(snippet_url("guideline", "history", guideline.pk)).status_code == 200


def test_social_tool_entered_by_a_trainer(client, trainer):
    form = {"name": "Chirp", "slug": "chirp", "post_word": "chirp", "character_limit": "280", "url_length": "23"}

    client.post(snippet_url("socialtool", "add"), form | {"logo": ""})

    tool = SocialTool.objects.get()
    assert (tool.name, tool.post_word, tool.character_limit, tool.url_length) == ("Chirp", "chirp", 280, 23)


@pytest.mark.parametrize("model", SNIPPETS)
def test_snippet_pages_open_for_trainers(client, trainer, model):
    factories = {
        "quiz": QuizFactory,
        "question": QuestionFactory,
        "guideline": GuidelineFactory,
        "socialtool": SocialToolFactory,
    }
    snippet = factories[model]()

    assert str(snippet) in client.get(snippet_url(model)).content.decode()
    assert client.get(snippet_url(model, "add")).status_code == 200
    assert client.get(snippet_url(model, "edit", snippet.pk)).status_code == 200


@pytest.mark.parametrize("model", SNIPPETS)
@pytest.mark.parametrize("factory", [LearnerFactory, ManagerFactory, FacilitatorFactory])
def test_snippet_pages_are_closed_to_other_roles(client, model, factory):
    client.force_login(factory())

    for view in ("list", "add"):
        assert client.get(snippet_url(model, view)).status_code == 302


def test_quiz_that_somebody_answered_is_not_deleted_and_says_why(client, trainer):
    enrollment, quiz = EnrollmentFactory(), QuizFactory(title="Check")
    enrollment.attempts.create(quiz=quiz, points=1, max_points=2, is_passed=True, submitted_at=timezone.now())

    response = client.post(snippet_url("quiz", "delete", quiz.pk), follow=True)

    assert "“Check” is in use, so you cannot delete it." in response.content.decode()
    assert Quiz.objects.filter(pk=quiz.pk).exists()


def test_question_in_a_quiz_is_not_deleted_and_says_why(client, trainer):
    question = QuestionFactory(text="Who reads it?")
    QuizFactory(questions=[question])

    response = client.post(snippet_url("question", "delete", question.pk), follow=True)

    assert "“Who reads it?” is in use, so you cannot delete it." in response.content.decode()
    assert Question.objects.filter(pk=question.pk).exists()


def test_quizzes_in_use_are_not_deleted_by_the_dozen(client, trainer):
    enrollment, (used, unused) = EnrollmentFactory(), QuizFactory.create_batch(2)
    enrollment.attempts.create(quiz=used, points=1, max_points=2, is_passed=True, submitted_at=timezone.now())
    url = reverse("wagtail_bulk_action", args=["lms_courses", "quiz", "delete"])

    response = client.post(f"{url}?id={used.pk}&id={unused.pk}", follow=True)

    assert f"“{used.title}” is in use, so you cannot delete it." in response.content.decode()
    assert Quiz.objects.count() == 2


def test_guideline_that_somebody_accepted_is_not_deleted(client):
    client.force_login(AdminFactory())
    guideline = GuidelineFactory(title="Be kind")
    guideline.acknowledgments.create(learner=LearnerFactory(), version=1)

    response = client.post(snippet_url("guideline", "delete", guideline.pk), follow=True)

    assert "“Be kind” is in use, so you cannot delete it." in response.content.decode()
    assert Guideline.objects.get() == guideline


@pytest.mark.parametrize(("model", "factory"), [("quiz", QuizFactory), ("question", QuestionFactory)])
def test_snippet_nobody_uses_is_deleted(client, trainer, model, factory):
    snippet = factory()

    client.post(snippet_url(model, "delete", snippet.pk))

    assert not type(snippet).objects.filter(pk=snippet.pk).exists()
