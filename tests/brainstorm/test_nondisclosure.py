"""Before the reveal others' ideas, authors and counts never leave the server; nor do votes before the decision.

Two ways of looking. First, no answer holds the secret. Second, and stronger, no answer changes when a secret comes
into being: an answer that is the same to the byte before and after cannot tell, by a count, an order, an ETag, a
number or an id.
"""

import difflib
import re
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from brainstorm.actions import cast_votes, submit_idea
from brainstorm.phases import Right
from brainstorm.urls import urlpatterns
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.factories.courses import BookingFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SECRET = "The dibber archive moved to shelf nine"
KEY = uuid.UUID("12345678-1234-4234-8234-123456789abc")

# Where facilitators learn how much is written or chosen: that something hidden changed, never what or whose.
COUNTED = ("console", "console_pulse", "console_events", "console_stream")
# Where facilitators read before the room does: texts, never whose.
READ_FIRST = "moderation"

# What differs between two answers anyway: tokens, fresh keys, the clock.
NOISE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"'
    r'|name="submission_key" value="[^"]*"'
    r'|data-server-time="[^"]*"'
    r'|"CSRF_TOKEN": "[^"]*"'
    r"|(Just now|\d+\sminutes?)( ago)?"
)


@pytest.fixture
def scheduled_class(db):
    return ScheduledClassFactory()


@pytest.fixture
def brainstorm(scheduled_class, facilitator, ana, ben):
    for person in (ana, ben):
        EnrollmentFactory(learner=person, course=scheduled_class.course)
    return BrainstormFactory(
        title="Posting from the van",
        facilitator=facilitator,
        participants=[ana, ben],
        scheduled_class=scheduled_class,
        course=scheduled_class.course,
    )


@pytest.fixture
def others(brainstorm, facilitator, ben, scheduled_class):
    """Everybody but Ana: {who: user}."""
    return {
        "participant": ben,
        "facilitator": facilitator,
        "other facilitator": FacilitatorFactory(),
        "trainer": TrainerFactory(),
        "manager": ManagerFactory(),
        "invited": BookingFactory(scheduled_class=scheduled_class).learner,
        "outsider": LearnerFactory(),
        "admin": AdminFactory(username="root"),
    }


def app_addresses(brainstorm):
    """Every address of the app, from its own list of URLs, for this brainstorm and for Ana's secret idea."""
    arguments = {"pk": brainstorm.pk, "key": KEY, "number": 1, "group": 1, "stakeholder": 1, "objection": 1}
    addresses = []
    for pattern in urlpatterns:
        names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        addresses.append(reverse(f"lms_brainstorm:{pattern.name}", kwargs={name: arguments[name] for name in names}))
    export, events = (reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("export", "events"))
    return [*addresses, f"{export}?as=json", f"{export}?as=md", f"{export}?as=csv", f"{events}?after=0"]


def other_addresses(brainstorm, scheduled_class, ana):
    """Pages of other apps and of the admin on which a brainstorm or its people appear."""
    return [
        reverse("lms:dashboard"),
        reverse("lms:my_data"),
        brainstorm.course.url,
        scheduled_class.get_absolute_url(),
        reverse("lms_brainstorms:index"),
        reverse("lms_brainstorms:edit", args=[brainstorm.pk]),
        reverse("lms_brainstorms:history", args=[brainstorm.pk]),
        reverse("lms_brainstorms:usage", args=[brainstorm.pk]),
        reverse("lms_brainstorms:index") + "?q=shelf",
        reverse("wagtailadmin_pages:search") + "?q=shelf",
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailusers_users:edit", args=[ana.pk]),
        reverse("wagtailusers_users:history", args=[ana.pk]),
        reverse("wagtailadmin_home"),
        "/django-admin/",
    ]


def read(addresses, user):
    """Return {address: (status, ETag, redirect, text)} of all GET answers for `user`."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    answers = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code != 500, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = NOISE.sub("", content.decode())
        answers[address] = (response.status_code, response.get("ETag"), response.get("Location"), text)
    return answers


def difference(before, after):
    """Return what tells one answer from another, in few words."""
    lines = difflib.unified_diff(before[3].splitlines(), after[3].splitlines(), lineterm="", n=0)
    return [*(pair for pair in zip(before[:3], after[:3], strict=True) if pair[0] != pair[1]), *lines]


def test_no_answer_changes_when_somebody_writes(brainstorm, others, ana, scheduled_class):
    """The facilitator's two counts are the one exception; they are looked at in the next test."""
    move_to(brainstorm, "collect")
    addresses = app_addresses(brainstorm) + other_addresses(brainstorm, scheduled_class, ana)
    counted = {reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in COUNTED}
    first_read = reverse(f"lms_brainstorm:{READ_FIRST}", args=[brainstorm.pk])
    before = {who: read(addresses, user) for who, user in others.items()}  # the first look makes sessions and logs
    before = {who: read(addresses, user) for who, user in others.items()}
    for key in (KEY, uuid.uuid4(), uuid.uuid4()):
        submit_idea(participation=joined(brainstorm, ana), kind="policy_change", text=SECRET, submission_key=key)
    for who, user in others.items():
        after = read(addresses, user)
        for address in addresses:
            if who in {"facilitator", "admin"} and address in {*counted, first_read}:
                continue
            assert difference(before[who][address], after[address]) == [], (who, address)
    assert mail.outbox == []


@pytest.mark.parametrize("phase", ["arrive", "collect"])
def test_no_answer_holds_what_is_hidden(brainstorm, others, ana, scheduled_class, phase):
    move_to(brainstorm, phase)
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY, kind="policy_change")
    addresses = app_addresses(brainstorm) + other_addresses(brainstorm, scheduled_class, ana)
    first_read = reverse(f"lms_brainstorm:{READ_FIRST}", args=[brainstorm.pk])
    for who, user in others.items():
        for address, (_status, _etag, _location, text) in read(addresses, user).items():
            if who in {"facilitator", "admin"} and address == first_read:
                continue
            assert "dibber" not in text, (who, address)
            assert str(KEY) not in text, (who, address)


def test_facilitator_who_reads_first_reads_the_same_whoever_wrote(client, brainstorm, facilitator, ana, ben):
    move_to(brainstorm, "collect")
    client.force_login(facilitator)
    pages = []
    for writer in (ana, ben):
        idea = IdeaFactory(brainstorm=brainstorm, by=writer, text=SECRET, submission_key=KEY)
        page = client.get(reverse(f"lms_brainstorm:{READ_FIRST}", args=[brainstorm.pk])).content.decode()
        pages.append(NOISE.sub("", page))
        idea.delete()
    assert SECRET in pages[0]
    assert pages[0] == pages[1]


def test_facilitator_sees_counts_only(client, brainstorm, facilitator, ana, ben):
    """How many ideas and how many writers: enough to lead, not enough to know who."""
    move_to(brainstorm, "collect")
    client.force_login(facilitator)
    address = reverse("lms_brainstorm:console_pulse", args=[brainstorm.pk])
    by_ana = IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET)
    first = NOISE.sub("", client.get(address).content.decode())
    by_ana.delete()
    IdeaFactory(brainstorm=brainstorm, by=ben, text="Something else")
    assert NOISE.sub("", client.get(address).content.decode()) == first


def test_what_others_send_gives_nothing_away(brainstorm, others, ana):
    """Every address of the app, posted to while Ana's idea is hidden."""
    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY)
    for who, user in others.items():
        client = Client()
        client.force_login(user)
        for address in app_addresses(brainstorm):
            if address.endswith(("/move/", "/time/", f"/{READ_FIRST}/")) and who in {"facilitator", "admin"}:
                continue  # these are what facilitators are for
            response = client.post(
                address,
                {
                    "kind": "use_case",
                    "text": "Mine",
                    "submission_key": KEY,
                    "vote-1": "1",
                    "outcome": "adopted",
                    "reason": "R",
                },
                follow=True,
            )
            assert "dibber" not in response.content.decode(), (who, address)
            assert response.status_code != 500, (who, address)


@pytest.mark.parametrize("phase", ["discuss", "vote", "decide"])
def test_revealed_ideas_stay_in_the_room(brainstorm, others, ana, scheduled_class, phase):
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY)
    move_to(brainstorm, phase)
    addresses = app_addresses(brainstorm) + other_addresses(brainstorm, scheduled_class, ana)
    for who in ("other facilitator", "trainer", "manager", "invited", "outsider"):
        for address, (_status, _etag, _location, text) in read(addresses, others[who]).items():
            assert "dibber" not in text, (who, address)


def test_no_answer_changes_when_somebody_votes(brainstorm, others, ana, scheduled_class):
    IdeaFactory.create_batch(4, brainstorm=brainstorm, by=ana)
    brainstorm = move_to(brainstorm, "vote")
    addresses = app_addresses(brainstorm) + other_addresses(brainstorm, scheduled_class, ana)
    counted = {reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in COUNTED}
    for user in others.values():
        read(addresses, user)
    before = {who: read(addresses, user) for who, user in others.items()}
    cast_votes(participation=joined(brainstorm, ana), values={1: 2, 2: 1})
    for who, user in others.items():
        after = read(addresses, user)
        for address in addresses:
            if who in {"facilitator", "admin"} and address in counted:
                continue
            assert difference(before[who][address], after[address]) == [], (who, address)


def test_votes_of_one_person_are_nobody_elses(client, brainstorm, ana, ben):
    """After the vote the sums are shown; two different ways to the same sums look the same."""
    IdeaFactory.create_batch(2, brainstorm=brainstorm)
    voting = move_to(brainstorm, "vote")
    pages = []
    for ana_dots, ben_dots in (({1: 2}, {2: 1}), ({2: 1}, {1: 2})):
        cast_votes(participation=joined(voting, ana), values=ana_dots)
        cast_votes(participation=joined(voting, ben), values=ben_dots)
        voting.ideas.model.objects.filter(brainstorm=voting)
        type(voting).objects.filter(pk=voting.pk).update(phase="decide")
        client.force_login(brainstorm.facilitators.get())
        text = client.get(reverse("lms_brainstorm:console", args=[voting.pk])).content.decode()
        # The desk's own number counts ballots sent, and the second way comes after the first.
        pages.append(re.sub(r'data-number="\d+"', "", NOISE.sub("", text)))
        type(voting).objects.filter(pk=voting.pk).update(phase="vote")
    assert pages[0] == pages[1]


def test_names_stay_away_where_ideas_are_anonymous(client, brainstorm, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET)
    client.force_login(ben)
    for phase in ("discuss", "vote", "decide"):
        move_to(brainstorm, phase)
        text = client.get(reverse("lms_brainstorm:detail", args=[brainstorm.pk])).content.decode()
        assert "dibber" in text
        assert "Anders" not in text


def test_names_stand_with_the_ideas_where_people_were_told(client, brainstorm, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, author=joined(brainstorm, ana), is_anonymous=False)
    move_to(brainstorm, "discuss")
    client.force_login(ben)
    assert "Ana Anders" in client.get(reverse("lms_brainstorm:detail", args=[brainstorm.pk])).content.decode()


def test_writing_and_voting_leave_no_trace_in_logs_and_indexes(brainstorm, ana):
    """The audit log and Wagtail's reference index connect people and objects for readers of the admin."""
    voting = move_to(brainstorm, "collect")
    submit_idea(participation=joined(voting, ana), kind="use_case", text=SECRET, submission_key=KEY)
    voting = move_to(brainstorm, "vote")
    references, entries = ReferenceIndex.objects.count(), ModelLogEntry.objects.count()
    cast_votes(participation=joined(voting, ana), values={1: 1})
    assert (ReferenceIndex.objects.count(), ModelLogEntry.objects.count()) == (references, entries)
    assert not ReferenceIndex.objects.filter(
        content_type__app_label="lms_brainstorm", content_type__model="idea"
    ).exists()
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) == {"lms_brainstorm.phase_changed"}


@pytest.mark.parametrize("phase", ["arrive", "collect", "discuss", "vote", "decide", "closed"])
def test_query_itself_leaves_out_what_somebody_may_not_know(brainstorm, others, ana, phase):
    """Whatever a later view forgets to check: the query gives an idea to its author, and once revealed to the room."""
    DecisionFactory(idea__brainstorm=brainstorm, idea__by=ana)
    brainstorm = move_to(brainstorm, phase)
    is_revealed = phase not in {"arrive", "collect"}
    assert brainstorm.ideas.by(joined(brainstorm, ana)).exists()
    assert not brainstorm.ideas.by(joined(brainstorm, others["participant"])).exists()
    assert brainstorm.ideas.revealed().exists() == is_revealed
    total = brainstorm.ideas.with_total().get().total
    assert total == (0 if brainstorm.allows(Right.TALLY) else None)
