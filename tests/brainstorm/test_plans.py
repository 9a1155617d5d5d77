"""Formats and plans as facilitators edit them in the admin."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from brainstorm.facilitation.actions import move_phase
from brainstorm.ideas.actions import submit_idea
from brainstorm.models import Brainstorm, BrainstormFormat, BrainstormPhase
from brainstorm.sessions.actions import create_brainstorm, plan_phases
from brainstorm.sessions.phases import faults_of_plan
from brainstorm.sessions.presets import PRESETS
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, joined, move_to

pytestmark = [pytest.mark.django_db, pytest.mark.row("B3")]

PHASE = {"label": "", "minutes": "", "says": "", "script": "", "asked_kind": ""}


def phase_data(kind, pk="", *, is_anonymous=True, **fields):
    return PHASE | {"kind": kind, "id": pk} | ({"is_anonymous": "on"} if is_anonymous else {}) | fields


def rows_of(brainstorm):
    return [
        phase_data(
            phase.kind,
            phase.pk,
            is_anonymous=phase.is_anonymous,
            label=phase.label,
            minutes=phase.minutes or "",
            says=phase.says,
            script=phase.script,
            asked_kind=phase.asked_kind,
        )
        for phase in brainstorm.phases.order_by("sort_order")
    ]


def plan_data(rows, initial):
    """Return the rows of an inline form in this order, those that are stored first."""
    data = inline_formset(sorted(rows, key=lambda row: row["id"] or 10**9), initial=initial)
    order = {(row["kind"], row["id"], row["label"]): place for place, row in enumerate(rows, start=1)}
    for row in (data[key] for key in data if key.isdigit()):
        row["ORDER"] = order[row["kind"], row["id"], row["label"]]
    return data


@pytest.fixture
def send(client, facilitator):
    """Return a function that edits a brainstorm in the admin; `rows` is its plan from then on."""

    def send(brainstorm, rows, **fields):
        client.force_login(facilitator)
        data = {
            "title": brainstorm.title,
            "question": brainstorm.question,
            "format": brainstorm.format_id or "",
            "vote_method": "dots",
            "dots_per_idea": 3,
            "phases": plan_data(rows, initial=brainstorm.phases.count()),
        }
        data = nested_form_data(data | fields) | {"facilitators": [facilitator.pk]}
        return client.post(reverse("lms_brainstorms:edit", args=[brainstorm.pk]), data)

    return send


def kinds_of(brainstorm):
    """Return the kinds of the plan, having checked that its steps have no gaps."""
    phases = list(BrainstormPhase.objects.filter(brainstorm=brainstorm).order_by("sort_order"))
    assert [phase.sort_order for phase in phases] == list(range(len(phases)))
    return [phase.kind for phase in phases]


def errors_of(response):
    assert response.status_code == 200
    form = response.context["form"]
    formset = form.formsets["phases"]
    of_phases = (error for each in formset.errors for error in each.values())
    return [*form.non_field_errors(), *formset.non_form_errors(), *of_phases]


def test_new_brainstorm_shows_its_plan_at_once(client, facilitator):
    client.force_login(facilitator)
    form = client.get(reverse("lms_brainstorms:add")).context["form"]
    formats = form.fields["format"].queryset
    assert form["format"].initial.slug == "nominal-group"
    assert {each.slug for each in formats} == {preset["slug"] for preset in PRESETS}
    BrainstormFormat.objects.filter(slug="consent-round").update(live=False)
    data = {
        "title": "Posting from the van",
        "question": "What would you post?",
        "format": BrainstormFormat.objects.get(slug="policy-clinic").pk,
        "facilitators": [facilitator.pk],
    }
    response = client.post(reverse("lms_brainstorms:add"), data)
    brainstorm = Brainstorm.objects.get()
    assert response.url == reverse("lms_brainstorms:edit", args=[brainstorm.pk])
    assert kinds_of(brainstorm) == ["arrive", "collect", "discuss", "draft", "consent", "closed"]
    page = client.get(response.url)
    assert "Rules in the way" in page.content.decode()
    assert "consent-round" not in {each.slug for each in page.context["form"].fields["format"].queryset}


def test_plan_of_one_brainstorm_is_edited_and_its_format_stays(send, brainstorm):
    """A phase added, one taken out, two moved: the steps are counted anew."""
    rows = rows_of(brainstorm)
    arrive, collect, build, discuss, group, vote, decide, closed = rows
    collect |= {"minutes": 12, "label": "Write"}
    build["DELETE"] = "on"
    new = phase_data("weigh", minutes=9, is_anonymous=False)
    response = send(brainstorm, [arrive, collect, group, discuss, vote, new, decide, closed, build])
    assert response.status_code == 302, errors_of(response)
    assert kinds_of(brainstorm) == ["arrive", "collect", "group", "discuss", "vote", "weigh", "decide", "closed"]
    written = BrainstormPhase.objects.get(brainstorm=brainstorm, sort_order=1)
    assert (written.pk, written.minutes, written.label) == (collect["id"], 12, "Write")
    assert brainstorm.format.phases.count() == 8
    assert Brainstorm.objects.get().room_number == brainstorm.room_number + 1


def test_phases_ahead_stay_editable_and_those_that_have_begun_do_not(send, brainstorm):
    brainstorm = move_to(brainstorm, "build")
    rows = rows_of(brainstorm)
    rows[1] |= {"kind": "vote", "label": "Not this"}
    rows[4] |= {"label": "Tidy up"}
    assert send(brainstorm, rows).status_code == 302
    assert kinds_of(brainstorm)[:3] == ["arrive", "collect", "build"]
    assert list(brainstorm.phases.order_by("sort_order").values_list("label", flat=True))[:5] == [
        "",
        *[""] * 3,
        "Tidy up",
    ]
    stored = Brainstorm.objects.get()
    assert (stored.step, stored.phase, stored.plan[1].rounds, stored.phase_ends_at) == (
        2,
        "build",
        1,
        brainstorm.phase_ends_at,
    )


@pytest.mark.parametrize("change", ["before", "deleted", "swapped"])
def test_nothing_slips_in_front_of_what_has_begun(send, brainstorm, change):
    brainstorm = move_to(brainstorm, "build")
    arrive, collect, build, *rest = rows_of(brainstorm)
    rows = {
        "before": [arrive, collect, phase_data("collect", label="Again"), build, *rest],
        "deleted": [arrive, build, *rest, collect | {"DELETE": "on"}],
        "swapped": [arrive, build, collect, *rest],
    }[change]
    assert errors_of(send(brainstorm, rows)) == [
        "The plan up to “Build on it” cannot change because that phase has started. Change the phases after it."
    ]
    assert kinds_of(brainstorm)[:4] == ["arrive", "collect", "build", "discuss"]


@pytest.mark.row("B6")
def test_anonymity_is_only_ever_tightened(send, facilitator):
    """A phase without names stays so once it has begun, also after going back behind it; a named one may lose them."""
    brainstorm = move_to(BrainstormFactory(plan=["collect", "discuss", "decide"], facilitator=facilitator), "discuss")
    BrainstormPhase.objects.filter(brainstorm=brainstorm, kind="discuss").update(is_anonymous=False)
    rows = rows_of(brainstorm)
    rows[1].pop("is_anonymous")
    rows[2]["is_anonymous"] = "on"
    assert send(brainstorm, rows).status_code == 302
    assert list(brainstorm.phases.order_by("sort_order").values_list("is_anonymous", flat=True))[:3] == [True] * 3

    move_phase(brainstorm=brainstorm, expected_step=2, direction="back", by=facilitator)
    rows = rows_of(brainstorm)
    rows[2].pop("is_anonymous")
    (error,) = errors_of(send(brainstorm, rows))
    assert "This phase has begun without names, and so it stays: people relied on it." in str(error)
    rows = rows_of(brainstorm)
    rows[3].pop("is_anonymous")
    assert send(brainstorm, rows).status_code == 302


def write(brainstorm, author):
    return submit_idea(
        participation=joined(brainstorm, author), kind="use_case", text="Photos", submission_key=uuid.uuid4()
    )


@pytest.mark.row("B6")
def test_running_phase_loses_names_at_once_and_never_gets_them_back(send, facilitator, ana):
    """What was written with a name keeps it, as its author was told; what comes after has none, whatever is tried."""
    brainstorm = BrainstormFactory(plan=["collect", "discuss", "decide"], facilitator=facilitator)
    brainstorm.phases.update(is_anonymous=False)
    brainstorm = move_to(brainstorm, "collect")
    named = write(brainstorm, ana)
    rows = rows_of(brainstorm)
    assert send(brainstorm, [rows[0], rows[1] | {"is_anonymous": "on"}, *rows[2:]]).status_code == 302
    first = write(brainstorm, ana)

    send(brainstorm, rows)
    step = move_to(brainstorm, "discuss").step
    move_phase(brainstorm=brainstorm, expected_step=step, direction="back", by=facilitator)
    send(brainstorm, rows)
    second = write(brainstorm, ana)

    assert [(idea.author_id is None, idea.is_anonymous) for idea in (named, first, second)] == [
        (False, False),
        (True, True),
        (True, True),
    ]


@pytest.mark.row("B6")
def test_phase_without_names_is_not_replaced_by_one_with_names_behind_which_one_went_back(send, facilitator):
    """Neither by taking it out of the plan nor, back in the very first phase, by another format."""
    brainstorm = BrainstormFactory(plan=["collect", "discuss", "decide"], facilitator=facilitator)
    brainstorm = move_to(brainstorm, "discuss")
    for step in (2, 1):
        move_phase(brainstorm=brainstorm, expected_step=step, direction="back", by=facilitator)
    brainstorm.refresh_from_db()
    assert brainstorm.step == 0
    before = list(brainstorm.phases.order_by("sort_order").values_list("pk", "is_anonymous"))
    arrive, collect, discuss, *rest = rows_of(brainstorm)
    named = phase_data("discuss", is_anonymous=False, label="With names")
    assert errors_of(send(brainstorm, [arrive, collect, named, *rest, discuss | {"DELETE": "on"}])) == [
        "“Discuss” has started without names, so it stays in the plan. You can skip it in the console."
    ]
    other = BrainstormFormat.objects.get(slug="consent-round")
    send(brainstorm, rows_of(brainstorm), format=other.pk)
    with pytest.raises(RuleError, match="cannot change once the brainstorm has started"):
        plan_phases(brainstorm=brainstorm)
    assert list(brainstorm.phases.order_by("sort_order").values_list("pk", "is_anonymous")) == before


def test_another_format_before_the_start_plans_anew(send, brainstorm):
    stakeholders = BrainstormFormat.objects.get(slug="stakeholder-negotiation")
    response = send(brainstorm, rows_of(brainstorm), format=stakeholders.pk)
    assert response.status_code == 302
    assert kinds_of(brainstorm) == list(stakeholders.phases.values_list("kind", flat=True))
    assert Brainstorm.objects.get().vote_method == "score"


def test_another_format_after_the_start_is_refused(send, brainstorm):
    brainstorm = move_to(brainstorm, "collect")
    before = kinds_of(brainstorm)
    other = BrainstormFormat.objects.get(slug="consent-round")
    assert send(brainstorm, rows_of(brainstorm), format=other.pk).status_code == 302
    assert (kinds_of(brainstorm), Brainstorm.objects.get().format.slug) == (before, "nominal-group")
    brainstorm.format = other
    with pytest.raises(RuleError, match="cannot change once the brainstorm has started"):
        plan_phases(brainstorm=brainstorm)


def test_opening_in_the_past_is_refused(send, brainstorm):
    yesterday = timezone.localtime() - timezone.timedelta(days=1)
    response = send(brainstorm, rows_of(brainstorm), opens_at=yesterday.strftime("%Y-%m-%d %H:%M"))
    assert response.context["form"].errors["opens_at"] == [
        "Choose a time in the future, or start collecting in the console now."
    ]


FAULTS = [
    (["collect", "decide", "closed"], "Begin with “Arrive”"),
    (["arrive", "collect", "arrive", "decide", "closed"], "Begin with “Arrive”, once"),
    (["arrive", "collect", "decide"], "End with “Closed”"),
    (["arrive", "closed", "collect", "decide", "closed"], "End with “Closed”, once"),
    (["arrive", "discuss", "decide", "closed"], "Add a phase in which people write"),
    (["arrive", "discuss", "collect", "decide", "closed"], "Put the first phase in which people write before"),
    (["arrive", "collect", "vote", "closed"], "Add “Decide” or “Consent” before the end"),
    (["arrive", "collect", "vote", "group", "decide", "closed"], "Put “Group” before “Vote”"),
    (["arrive", "collect", "rate", "closed"], "After “Rate alone” add a phase"),
    ([], "Begin with “Arrive”"),
]


@pytest.mark.parametrize(("kinds", "sentence"), FAULTS)
def test_plan_that_leads_nowhere_is_told_why(kinds, sentence):
    assert any(fault.startswith(sentence) for fault in faults_of_plan(kinds))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["slug"])
def test_formats_that_come_ready_have_no_faults(preset):
    assert faults_of_plan([phase["kind"] for phase in preset["phases"]]) == []


def test_format_is_made_drafted_published_and_led(client, facilitator):
    client.force_login(facilitator)
    data = {
        "title": "Ten minutes",
        "slug": "ten-minutes",
        "summary": "For the end of a class.",
        "vote_method": "dots",
        "evidence": "",
        "phases": inline_formset([phase_data("arrive"), phase_data("collect", minutes=5), phase_data("closed")]),
    }
    address = reverse("wagtailsnippets_lms_brainstorm_brainstormformat:add")
    response = client.post(address, nested_form_data(data))
    assert errors_of(response) == [
        "Add “Decide” or “Consent” before the end: everyone who wrote an idea gets an answer."
    ]
    kinds = ("arrive", "collect", "consent", "closed")
    data["phases"] = inline_formset([phase_data(kind) for kind in kinds])
    client.post(address, nested_form_data(data))
    made = BrainstormFormat.objects.get(slug="ten-minutes")
    assert (made.live, made in BrainstormFormat.objects.live()) == (False, False)
    edit = reverse("wagtailsnippets_lms_brainstorm_brainstormformat:edit", args=[made.pk])
    data["phases"] = inline_formset(
        [phase_data(phase.kind, phase.pk) for phase in made.phases.all()], initial=len(kinds)
    )
    response = client.post(edit, nested_form_data(data | {"action-publish": "publish"}))
    assert response.status_code == 302
    made.refresh_from_db()
    assert made.live
    brainstorm = create_brainstorm(title="T", question="Q?", format=made, facilitators=[facilitator])
    assert kinds_of(brainstorm) == list(kinds)
    assert client.get(edit).status_code == 200


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["slug"])
def test_format_has_a_preview_and_a_listing(client, facilitator, preset):
    client.force_login(facilitator)
    made = BrainstormFormat.objects.get(slug=preset["slug"])
    response = made.make_preview_request()
    assert response.status_code == 200
    assert str(made.phases.all()[1].steps[0]) in response.rendered_content.replace("&#x27;", "'")
    listing = client.get(reverse("wagtailsnippets_lms_brainstorm_brainstormformat:list")).content.decode()
    assert "Arrive → " in listing
