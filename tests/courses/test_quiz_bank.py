"""The question bank in the admin: listed, searched, previewed, drawn from, published."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import Question, Quiz
from tests.factories.courses import QuestionFactory, QuizFactory

from .desks import Desk, one_of_each_kind, tag
from .test_admin_library import errors_of, question_form, quiz_form, snippet_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def listed(client, query=""):
    return [row.pk for row in client.get(snippet_url("question") + query).context["object_list"]]


@pytest.mark.row("A5")
def test_bank_is_searched_and_filtered_by_kind_tag_and_use(client, trainer):
    bank = one_of_each_kind()
    tag(bank["short"], "coffee")
    tag(bank["ordering"], "coffee", "order")
    QuizFactory(questions=[bank["ordering"]])
    tag_id = bank["ordering"].tagged_items.get(tag__name="coffee").tag_id

    assert len(listed(client)) == 7
    assert listed(client, "?kind=matching") == [bank["matching"].pk]
    assert set(listed(client, f"?tag={tag_id}")) == {bank["short"].pk, bank["ordering"].pk}
    assert listed(client, f"?tag={tag_id}&is_used=true") == [bank["ordering"].pk]
    assert listed(client, "?q=Buy+now") == [bank["scenario"].pk]
    html = client.get(snippet_url("question")).content.decode()
    assert "coffee, order" in html
    assert "Put in order" in html


def test_bank_asks_the_same_queries_for_many_questions(client, trainer, count_queries):
    tag(QuestionFactory(), "a")
    few = count_queries(lambda: client.get(snippet_url("question")))
    for number in range(4):
        QuizFactory(questions=[tag(QuestionFactory(), "a", f"b{number}")])

    assert count_queries(lambda: client.get(snippet_url("question"))) == few


@pytest.mark.row("A5")
@pytest.mark.parametrize("mode", ["", "answered"])
def test_every_kind_is_previewed_as_it_is_asked_and_as_its_result_is_shown(client, trainer, mode):
    for question in one_of_each_kind().values():
        response = question.make_preview_request(preview_mode=mode)

        html = response.content.decode()
        assert response.status_code == 200
        assert question.text in html
        assert ("Right." in html) == bool(mode), question.kind


def test_unsaved_question_is_previewed(client, trainer):
    url = reverse("wagtailsnippets_lms_courses_question:preview_on_add")
    form = question_form([("Everyone", True), ("No one", False)], kind="ordering")

    assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    html = client.get(url).content.decode()
    assert "Position of “Everyone”" in html
    assert html.count("lms-order__item") == 2


def test_quiz_is_previewed_with_what_it_lists_and_could_draw(client, trainer):
    quiz = tag(QuizFactory(questions=1, draw_count=1), "a")
    drawn = tag(QuestionFactory(text="Drawn?"), "a")

    html = quiz.make_preview_request(preview_mode="").content.decode()

    assert quiz.quiz_questions.get().question.text in html
    assert drawn.text in html


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"draw_count": ["List questions above, or say how many to draw and from which tags."]}),
        ({"draw_count": "2"}, {"tags": ["Choose the tags to draw from."]}),
        (
            {"draw_count": "2", "tags": "a"},
            {"draw_count": ["Only 1 published question has one of these tags. Draw fewer, or write more."]},
        ),
    ],
)
def test_quiz_that_would_ask_too_little_is_kept_as_a_draft_but_not_published(client, trainer, fields, errors):
    tag(QuestionFactory(), "a")
    tag(QuestionFactory(live=False), "a")
    form = quiz_form([], **fields)

    assert errors_of(client.post(snippet_url("quiz", "add"), form)) == errors

    del form["action-publish"]
    client.post(snippet_url("quiz", "add"), form)
    assert Quiz.objects.get().live is False


def test_quiz_with_a_draft_or_one_question_twice_is_sent_back(client, trainer):
    draft, question = QuestionFactory(live=False, text="Half a thought"), QuestionFactory()

    response = client.post(snippet_url("quiz", "add"), quiz_form([draft]))
    assert errors_of(response) == {"__all__": ["“Half a thought” is a draft. Publish it first."]}

    response = client.post(snippet_url("quiz", "add"), quiz_form([question, question]))
    assert response.status_code == 200
    assert (
        "twice" in str(response.context["form"].errors)
        or response.context["form"].formsets["quiz_questions"].non_form_errors()
    )
    assert not Quiz.objects.exists()


def test_quiz_that_draws_by_tag_is_published(client, trainer):
    for _ in range(2):
        tag(QuestionFactory(), "a")
    limits = {"draw_count": "2", "tags": "a", "time_limit_minutes": "10", "attempt_limit": "2", "shuffles": "on"}

    client.post(snippet_url("quiz", "add"), quiz_form([], **limits))

    quiz = Quiz.objects.get()
    assert (quiz.live, quiz.draw_count, quiz.time_limit_minutes, quiz.attempt_limit) == (True, 2, 10, 2)
    assert [each.name for each in quiz.tags.all()] == ["a"]


@pytest.mark.row("A1")
def test_correction_in_a_draft_reaches_learners_when_it_is_published(client, trainer):
    question = QuestionFactory(text="Old?")
    desk = Desk([question])
    rows = [
        {"id": str(answer.pk), "text": f"New {answer.text}", "match": "", "feedback": ""}
        | ({"is_correct": "on"} if answer.is_correct else {})
        for answer in question.answers.all()
    ]
    form = question_form([], text="New?")
    form |= nested_form_data({"answers": inline_formset(rows, initial=2)})
    draft = {key: value for key, value in form.items() if key != "action-publish"}

    client.post(snippet_url("question", "edit", question.pk), draft)
    assert Question.objects.get().text == "Old?"
    assert desk.submit(desk.right_answers()).points == 1

    client.post(snippet_url("question", "edit", question.pk), form)
    question = Question.objects.get()
    assert question.text == "New?"
    assert [answer.text for answer in question.answers.all()] == ["New Right 0", "New Wrong 0"]
    assert question.revisions.count() == 2


def test_question_that_somebody_answered_is_not_deleted_even_if_no_quiz_lists_it(client, trainer):
    question = tag(QuestionFactory(text="Drawn once?"), "a")
    desk = Desk([], draw_count=1)
    tag(desk.quiz, "a")
    attempt = desk.begin()
    desk.submit(desk.right_answers(attempt), key=attempt.submission_key)

    response = client.post(snippet_url("question", "delete", question.pk), follow=True)

    assert "“Drawn once?” is in use, so you cannot delete it." in response.content.decode()
    assert Question.objects.filter(pk=question.pk).exists()
