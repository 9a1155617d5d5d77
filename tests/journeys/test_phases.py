"""The phases that a room seldom goes through, looked at one by one; ideas are grouped by keyboard alone."""

import pytest

from .keyboard import Keyboard
from .test_brainstorm import join, next_step, prepare_brainstorm, write

#: What the phases of a stakeholder negotiation become here: their places in the plan and their kinds.
PLAN = {2: "group", 3: "rate", 4: "compare", 5: "weigh", 6: "draft", 7: "negotiate", 8: "consent"}


def change_plan(facilitator, pk):
    page = facilitator.page
    facilitator.open(f"/admin/lms_brainstorms/edit/{pk}/")
    for place, kind in PLAN.items():
        page.locator("select[name$=-kind]").nth(place).select_option(kind)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_load_state()


def step_to(facilitator, learner, phase, console):
    """Lead on from the console, and come along as a participant."""
    facilitator.page.goto(console)
    next_step(facilitator)
    facilitator.page.locator(".lms-bs-now", has_text=phase).wait_for()
    learner.page.goto(console.replace("console/", ""))
    learner.page.locator(".lms-phases [aria-current=step]", has_text=phase).wait_for()


@pytest.mark.row("B26", "B10", "B30")
def test_phases_are_accessible_and_ideas_are_grouped_by_keys(visit):
    facilitator = visit("facilitator")
    console = prepare_brainstorm(facilitator, format="Stakeholder negotiation")
    pk = console.rstrip("/").split("/")[-2]
    change_plan(facilitator, pk)
    facilitator.page.goto(console)
    code = facilitator.page.locator(".lms-bs-room-code strong").inner_text()
    next_step(facilitator)
    learner = visit("learner")
    join(learner, code)
    write(learner, "use_case", "Post which van is free.")
    write(learner, "pain_point", "Mrs Doe of accounting never answers.")
    write(learner, "support_need", "To do this well I need a telephone that works.")

    # Before the room reads: the facilitator returns what names someone, the author changes it.
    facilitator.page.goto(console)
    facilitator.follow("Read the ideas, without authors")
    facilitator.look()
    returned = facilitator.page.locator("li", has_text="Mrs Doe")
    returned.locator("summary").click()
    returned.get_by_role("textbox").fill("It names someone. Say what is missing instead.")
    returned.get_by_role("button", name="Return to be changed").click()
    facilitator.page.get_by_text("Returned. Its author reads your reason").wait_for()
    learner.page.reload()
    learner.sees("It names someone. Say what is missing instead.")
    learner.look()
    learner.page.get_by_label("Your idea, changed").fill("Questions to accounting wait for days.")
    learner.press("Send it again")
    facilitator.page.reload()
    facilitator.sees("changed by its author, read it again")
    facilitator.look()

    # Grouping by keys alone
    step_to(facilitator, learner, "Group", console)
    keys, page = Keyboard(learner.page), learner.page
    for text in ("Post which van is free.", "Questions to accounting wait"):
        keys.go_to(page.locator("li.lms-idea", has_text=text).get_by_role("checkbox"))
        keys.key("Space")
    keys.go_to(page.get_by_label("called"))
    page.keyboard.type("Waiting for others")
    keys.use(page.get_by_role("button", name="Move", exact=True))
    page.get_by_text("2 ideas arranged.").wait_for()
    learner.sees("Waiting for others")
    learner.look()

    step_to(facilitator, learner, "Rate alone", console)
    page.get_by_label("Impact").first.select_option("5")
    page.get_by_label("Effort").first.select_option("2")
    learner.press("Save my ratings")
    learner.look()
    facilitator.look()
    for phase in ("Compare", "Weigh"):
        step_to(facilitator, learner, phase, console)
        learner.look()
        facilitator.look()
    facilitator.follow("Stakeholders")
    facilitator.page.fill("input[name=name]", "Accounting")
    facilitator.press("Add")
    facilitator.look()
    step_to(facilitator, learner, "Reword", console)
    learner.look()
    facilitator.look()
    step_to(facilitator, learner, "Negotiate", console)
    page.locator("main a[href*='/ideas/']").first.click()
    page.locator("textarea[name=proposal-text]").fill("From May on, each van says where it is.")
    learner.press("Propose this")
    learner.sees("From May on, each van says where it is.")
    learner.look()
    facilitator.page.goto(console)
    facilitator.look()
    step_to(facilitator, learner, "Consent", console)
    learner.look()
    facilitator.look()
