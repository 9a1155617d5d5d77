"""What participants do over HTTP, by plain forms."""

import re
import uuid

import pytest
from django.urls import reverse

from brainstorm.models import Brainstorm, Idea, Participation, Vote
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, joined, move_to
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"lms_brainstorm:{name}", args=args)


def fields_of(html, action):
    """Return {name: value} of the form that posts to `action`, as a browser sends it."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL).group(0)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="radio"' not in tag or " checked" in tag):
            fields[name.group(1)] = value.group(1)
    return fields


@pytest.mark.row("B25")
def test_collect_vote_and_results_by_plain_forms(client, brainstorm, ana, ben):
    """One participant, no JavaScript: join, write, withdraw, write again, vote, read the result and the decision."""
    cleo = LearnerFactory()
    client.force_login(cleo)
    response = client.post(url("join"), {"code": brainstorm.spoken_code.lower()})
    assert (response.status_code, response.url) == (302, url("detail", brainstorm.pk))

    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text="Written by Ana")
    page = client.get(url("detail", brainstorm.pk)).content.decode()
    fields = fields_of(page, url("idea_create", brainstorm.pk))
    assert fields["kind"] == "use_case"
    for text in ("A slip", "Say it with a photo"):
        response = client.post(
            url("idea_create", brainstorm.pk), fields | {"kind": "pain_point", "text": text}, follow=True
        )
        page = response.content.decode()
        assert text in page
        fields = fields_of(page, url("idea_create", brainstorm.pk))
        assert fields["kind"] == "pain_point"  # the kind stays for the next idea
        if text == "A slip":
            slip = Idea.objects.get(text=text)
            client.post(url("idea_withdraw", brainstorm.pk, slip.submission_key))
    assert "A slip" not in client.get(url("detail", brainstorm.pk)).content.decode()

    move_to(brainstorm, "discuss")
    page = client.get(url("detail", brainstorm.pk)).content.decode()
    assert "Written by Ana" in page
    assert "A slip" not in page

    move_to(brainstorm, "vote")
    page = client.get(url("detail", brainstorm.pk)).content.decode()
    ballot = fields_of(page, url("votes", brainstorm.pk))
    mine = Idea.objects.get(text="Say it with a photo").number
    response = client.post(url("votes", brainstorm.pk), ballot | {f"vote-{mine}": "2"}, follow=True)
    assert fields_of(response.content.decode(), url("votes", brainstorm.pk))[f"vote-{mine}"] == "2"
    assert "1 of 3 dots left" in response.content.decode()

    move_to(brainstorm, "decide")
    page = client.get(url("detail", brainstorm.pk)).content.decode()
    assert page.index("Say it with a photo") < page.index("Written by Ana")
    assert "2 dots" in page
    for idea in brainstorm.ideas.on_the_board():
        DecisionFactory(idea=idea, reason=f"Because of {idea.number}")
    move_to(brainstorm, "closed")
    page = client.get(url("detail", brainstorm.pk)).content.decode()
    assert f"Because of {mine}" in page


def test_join_by_qr_brings_the_code(client, brainstorm):
    client.force_login(LearnerFactory())
    page = client.get(url("join") + f"?code={brainstorm.join_code}").content.decode()
    assert f'value="{brainstorm.join_code}"' in page


def test_guessing_codes_is_throttled(client, brainstorm):
    """After ten wrong codes even the right one has to wait; others are not affected."""
    client.force_login(LearnerFactory())
    statuses = [client.post(url("join"), {"code": f"ZZZZ{n:02}"}).status_code for n in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert client.post(url("join"), {"code": brainstorm.join_code}).status_code == 429
    client.force_login(LearnerFactory())
    assert client.post(url("join"), {"code": brainstorm.join_code}).status_code == 302


def test_invited_people_enter_without_a_code(client, facilitator):
    booking = BookingFactory()
    brainstorm = BrainstormFactory(scheduled_class=booking.scheduled_class, course=booking.scheduled_class.course)
    client.force_login(booking.learner)
    assert b"Take part" in client.get(url("detail", brainstorm.pk)).content
    assert client.post(url("enter", brainstorm.pk)).url == url("detail", brainstorm.pk)
    assert client.post(url("enter", brainstorm.pk)).status_code == 302
    assert Participation.objects.filter(brainstorm=brainstorm, user=booking.learner).count() == 1


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_without_a_seat_there_is_no_invitation(client, status):
    booking = BookingFactory(status=status)
    brainstorm = BrainstormFactory(scheduled_class=booking.scheduled_class, course=booking.scheduled_class.course)
    EnrollmentFactory(learner=booking.learner, course=brainstorm.course)  # a class invites its class only
    client.force_login(booking.learner)
    assert client.get(url("detail", brainstorm.pk)).status_code == 404
    assert client.post(url("enter", brainstorm.pk)).status_code == 404


def test_brainstorm_of_a_course_invites_those_enrolled(client):
    enrollment = EnrollmentFactory()
    brainstorm = BrainstormFactory(course=enrollment.course)
    client.force_login(enrollment.learner)
    assert b"Take part" in client.get(url("detail", brainstorm.pk)).content


def test_class_decides_the_course(db):
    scheduled_class = ScheduledClassFactory()
    brainstorm = Brainstorm(scheduled_class=scheduled_class, course=CoursePageFactory())
    brainstorm.clean()
    assert brainstorm.course_id == scheduled_class.course_id


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Write your idea first."), ("x" * 20_000, "Shorten your idea to 500 characters; it has 20000.")],
)
def test_refused_idea_keeps_what_was_typed(client, brainstorm, ana, text, sentence):
    move_to(brainstorm, "collect")
    client.force_login(ana)
    response = client.post(
        url("idea_create", brainstorm.pk), {"kind": "pain_point", "text": text, "submission_key": uuid.uuid4()}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert text in page
    assert Idea.objects.count() == 0


def test_idea_after_the_reveal_is_given_back(client, brainstorm, ana):
    move_to(brainstorm, "discuss")
    client.force_login(ana)
    response = client.post(
        url("idea_create", brainstorm.pk), {"kind": "use_case", "text": "Too late", "submission_key": uuid.uuid4()}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Collecting is over" in page
    assert "Too late</textarea>" in page


def test_double_click_stores_one_idea(client, brainstorm, ana):
    move_to(brainstorm, "collect")
    client.force_login(ana)
    data = {"kind": "use_case", "text": "Once", "submission_key": uuid.uuid4()}
    assert [client.post(url("idea_create", brainstorm.pk), data).status_code for _click in range(2)] == [302, 302]
    assert Idea.objects.count() == 1


def test_somebody_elses_idea_cannot_be_withdrawn(client, brainstorm, ana, ben):
    move_to(brainstorm, "collect")
    idea = IdeaFactory(brainstorm=brainstorm, by=ana)
    client.force_login(ben)
    assert client.post(url("idea_withdraw", brainstorm.pk, idea.submission_key)).status_code == 404
    idea.refresh_from_db()
    assert idea.withdrawn_at is None


def test_ballot_over_budget_comes_back_as_chosen(client, brainstorm, ana):
    IdeaFactory.create_batch(2, brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    client.force_login(ana)
    response = client.post(url("votes", brainstorm.pk), {"vote-1": "3", "vote-2": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "You gave 4 dots and have 3. Take 1 back." in page
    assert fields_of(page, url("votes", brainstorm.pk))["vote-1"] == "3"
    assert Vote.objects.count() == 0


def test_vote_after_closing_is_refused(client, brainstorm, ana):
    IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "decide")
    DecisionFactory(idea=brainstorm.ideas.get())
    move_to(brainstorm, "closed")
    client.force_login(ana)
    response = client.post(url("votes", brainstorm.pk), {"vote-1": "1"}, follow=True)
    assert "The vote is not open, so your ballot was not changed." in response.content.decode()
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("dots", ["4", "-1", "many", "1e3"])
def test_dots_out_of_range_are_refused(client, brainstorm, ana, dots):
    IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    client.force_login(ana)
    response = client.post(url("votes", brainstorm.pk), {"vote-1": dots}, follow=True)
    assert "Your ballot was not saved: choose one of the values that are offered." in response.content.decode()
    assert Vote.objects.count() == 0


def test_ballot_has_an_order_of_its_own_for_each_voter(client, brainstorm, ana, ben):
    IdeaFactory.create_batch(12, brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    orders = []
    for voter in (ana, ana, ben):
        client.force_login(voter)
        orders.append(re.findall(r'id="text-(\d+)"', client.get(url("detail", brainstorm.pk)).content.decode()))
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("phase", ["collect", "discuss", "vote", "decide", "closed"])
def test_hostile_text_is_never_markup(client, facilitator, ana, phase):
    """Title, question, idea, reason, pilot: whoever writes them, no page turns them into HTML."""
    ana.first_name = HOSTILE[:30]
    ana.save()
    brainstorm = BrainstormFactory(title=HOSTILE, question=HOSTILE, facilitator=facilitator, participants=[ana])
    idea = IdeaFactory(brainstorm=brainstorm, by=ana, text=HOSTILE)
    decision = DecisionFactory(idea=idea, reason=HOSTILE)
    pilot = PilotFactory(decision=decision, owner=ana, hypothesis=HOSTILE, measure=HOSTILE, baseline=HOSTILE)
    brainstorm = move_to(brainstorm, phase)
    pages = [("detail", ana), ("console", facilitator), ("screen", facilitator), ("console_pulse", facilitator)]
    shown = []
    for name, user in pages:
        client.force_login(user)
        shown.append(client.get(url(name, brainstorm.pk)).content.decode())
    for address in (url("outcomes"), url("pilot", pilot.pk), url("join")):
        shown.append(client.get(address).content.decode())
    for html in shown:
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "&lt;script&gt;alert" in shown[0]


@pytest.mark.parametrize("ideas", [1, 3, 200])
def test_board_takes_as_many_queries_however_many_ideas(client, brainstorm, ana, django_assert_max_num_queries, ideas):
    IdeaFactory.create_batch(ideas, brainstorm=brainstorm, by=ana)
    client.force_login(ana)
    for phase, most in (("discuss", 12), ("vote", 12), ("decide", 12)):
        move_to(brainstorm, phase)
        client.get(url("detail", brainstorm.pk))
        with django_assert_max_num_queries(most):
            client.get(url("detail", brainstorm.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_closed_board_queries_do_not_grow(client, brainstorm, ana, django_assert_num_queries, rows):
    for idea in IdeaFactory.create_batch(rows, brainstorm=brainstorm):
        PilotFactory(decision__idea=idea)
    move_to(brainstorm, "closed")
    client.force_login(ana)
    client.get(url("detail", brainstorm.pk))  # the first page of a site reads its brand
    with django_assert_num_queries(14):
        client.get(url("detail", brainstorm.pk))


def test_submitting_takes_few_queries(client, brainstorm, ana, django_assert_max_num_queries):
    IdeaFactory.create_batch(200, brainstorm=brainstorm)
    IdeaFactory(brainstorm=brainstorm, by=ana)
    move_to(brainstorm, "collect")
    client.force_login(ana)
    data = {"kind": "use_case", "text": "One more", "submission_key": uuid.uuid4()}
    with django_assert_max_num_queries(14):
        assert client.post(url("idea_create", brainstorm.pk), data).status_code == 302


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_line_break_counts_as_one_character(client, line_break):
    brainstorm = BrainstormFactory(plan=["collect"])
    person = joined(brainstorm, LearnerFactory())
    brainstorm = move_to(brainstorm, "collect")
    client.force_login(person.user)
    text = line_break.join(["x" * 49] * 10) + "y"  # 500 characters, nine of them line breaks, and one letter
    assert len(text.replace("\r\n", "\n")) == 500

    sent = {"kind": "use_case", "text": text, "submission_key": str(uuid.uuid4())}
    answer = client.post(reverse("lms_brainstorm:idea_create", args=[brainstorm.pk]), sent)

    assert answer.status_code == 302
    assert brainstorm.ideas.get().text == text.replace("\r\n", "\n")
