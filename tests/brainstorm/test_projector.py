"""The projector: what all may see, readable from ten meters, and nothing that only the facilitator may know."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from brainstorm.facilitation.actions import extend_time
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to

HIDDEN = "No one may read this yet"


@pytest.fixture
def brainstorm(facilitator, ana, ben):
    return BrainstormFactory(
        plan=["collect", "build", "discuss", "vote", "decide"], facilitator=facilitator, participants=[ana, ben]
    )


def screens(client, brainstorm, facilitator):
    """Return everything the projector is sent: the page, its live part, and the update."""
    client.force_login(facilitator)
    addresses = [
        reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("screen", "screen_pulse", "events")
    ]
    return [client.get(address).content.decode() for address in addresses]


@pytest.mark.row("B23", "B5")
@pytest.mark.parametrize("phase", ["arrive", "collect", "build"])
def test_projector_is_the_same_whatever_is_hidden(client, brainstorm, facilitator, ana, phase):
    """Neither texts nor counts: with and without an idea the projector is sent the same."""
    brainstorm = move_to(brainstorm, phase)
    without = screens(client, brainstorm, facilitator)

    IdeaFactory.create_batch(3, brainstorm=brainstorm, by=ana, text=HIDDEN)

    strip = re.compile(r'data-server-time="[^"]*"|csrf[^>]*')
    assert [strip.sub("", each) for each in screens(client, brainstorm, facilitator)] == [
        strip.sub("", each) for each in without
    ]


@pytest.mark.row("B23")
def test_projector_shows_how_to_join_who_is_here_and_how_long(client, brainstorm, facilitator):
    brainstorm = extend_time(brainstorm=move_to(brainstorm, "collect"), minutes=5, by=facilitator)

    page = screens(client, brainstorm, facilitator)[0]

    assert brainstorm.spoken_code in page
    assert "lms-bs-qr" in page
    assert re.search(r"Here</span>\s*<span[^>]*>2<", page)
    assert "data-ends-at" in page
    assert "Collect" in page


@pytest.mark.row("B23")
@pytest.mark.parametrize("phase", ["collect", "discuss", "vote", "decide"])
def test_projector_never_shows_what_is_for_the_facilitator(client, brainstorm, facilitator, ana, phase):
    brainstorm = move_to(brainstorm, phase)
    IdeaFactory(brainstorm=brainstorm, by=ana, number=1, is_on_ballot=True)
    brainstorm = type(brainstorm).objects.get(pk=brainstorm.pk)

    shown = " ".join(screens(client, brainstorm, facilitator))

    assert escape(str(brainstorm.current_phase.steps[0])) not in shown
    for secret in (
        joined(brainstorm, ana).tag,
        ana.get_username(),
        "Ana Anders",
        "People who wrote",
        "People who voted",
    ):
        assert secret not in shown
