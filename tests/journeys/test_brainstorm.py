"""A room at once: facilitator, projector, a participant at a desk, one on a phone, one without JavaScript."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError

QUESTION = "Where would a short post have saved you a walk this month?"


def prepare_brainstorm(facilitator, format=None):
    """Create a brainstorm in the Wagtail admin and return the address of its console."""
    page = facilitator.page
    facilitator.open("/admin/lms_brainstorms/new/")
    page.fill("input[name=title]", "Walks we could have saved")
    page.fill("textarea[name=question]", QUESTION)
    if format:
        page.get_by_label(format).check()
    page.get_by_role("button", name="Create").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Open the console").first.click()
    page.wait_for_load_state()
    return page.url


def join(visitor, code):
    visitor.open("/learning/brainstorms/join/")
    visitor.page.fill("input[name=code]", code)
    visitor.press("Join")
    visitor.sees(QUESTION)


def write(visitor, kind, text):
    visitor.page.locator(f".lms-kind-card input[value={kind}]").check(force=True)
    visitor.page.fill("main textarea", text)
    visitor.press("Send this idea")
    visitor.page.locator("[data-part=own]", has_text=text).wait_for()


def next_step(facilitator):
    facilitator.page.locator(".lms-console__step .lms-button--primary").click()
    facilitator.page.wait_for_load_state()


def test_a_room_from_joining_to_the_decision(visit):
    facilitator = visit("facilitator")
    console = prepare_brainstorm(facilitator)
    facilitator.sees("Read the question aloud, twice.")
    facilitator.look()
    code = facilitator.page.locator(".lms-bs-room-code strong").inner_text()
    brainstorm = console.removesuffix("console/")

    projector = visit("facilitator")
    projector.page.goto(brainstorm + "screen/")
    projector.look()

    desk = visit("learner")
    phone = visit("manager", viewport={"width": 360, "height": 740}, has_touch=True)
    plain = visit("trainer", java_script_enabled=False)
    for person in (desk, phone, plain):
        join(person, code.lower())
    desk.look()
    projector.page.locator(".lms-projector__clock", has_text=re.compile(r"^3$")).wait_for()

    # Collecting: the pages of those with JavaScript follow by themselves.
    next_step(facilitator)
    desk.page.locator("main textarea").wait_for()
    phone.page.locator("main textarea").wait_for()
    plain.page.reload()
    write(desk, "use_case", "Post which gate is open for deliveries.")
    write(phone, "pain_point", "I walk over to ask whether the laminator is free.")
    write(plain, "support_need", "To do this well I need the app on the yard telephone.")
    for person, other in ((desk, "laminator"), (phone, "yard telephone"), (plain, "deliveries")):
        assert other not in person.page.content(), "no one sees what others wrote"
    desk.look()
    phone.look()
    facilitator.page.locator("dd", has_text=re.compile(r"^3$")).first.wait_for()
    assert "laminator" not in facilitator.page.content()
    assert "laminator" not in projector.page.content()
    facilitator.look()
    projector.look()

    # Building on a few ideas of others.
    next_step(facilitator)
    phone.page.locator(".lms-phases [aria-current=step]", has_text="Build on it").wait_for()
    phone.look()
    desk.page.locator(".lms-phases [aria-current=step]", has_text="Build on it").wait_for()
    desk.look()
    facilitator.look()

    # The reveal arrives while someone is typing: what is typed stays.
    desk.page.fill("main textarea", "Half a thought about the stair")
    next_step(facilitator)
    phone.page.get_by_text("Post which gate is open for deliveries.").wait_for()
    desk.page.get_by_text("Your facilitator has moved on.").wait_for()
    assert desk.page.input_value("main textarea") == "Half a thought about the stair"
    desk.look()
    desk.follow("Go on to the next step")
    desk.sees("You had not sent this yet")
    desk.sees("Half a thought about the stair")
    desk.look()
    phone.look()
    projector.page.get_by_text("Post which gate is open for deliveries.").wait_for()
    projector.look()
    facilitator.look()

    # Grouping
    next_step(facilitator)
    phone.page.locator(".lms-phases [aria-current=step]", has_text="Group").wait_for()
    phone.page.get_by_text("Post which gate is open for deliveries.").first.wait_for()
    phone.look()
    facilitator.look()

    # Voting
    next_step(facilitator)
    phone.page.locator(".lms-bs-dots").first.wait_for()
    desk.page.locator(".lms-bs-dots").first.wait_for()
    plain.page.reload()
    for person in (desk, phone, plain):
        card = person.page.locator(".lms-idea", has_text="laminator")
        card.locator(".lms-bs-dots label", has_text="2").click()
    desk.page.locator("[data-dots-left]", has_text="1 dot left").wait_for()
    for person in (desk, phone, plain):
        person.press("Save my ballot")
        person.page.get_by_text("Your ballot is saved.").wait_for()
    phone.look()
    desk.look()

    # Deciding, and the end
    next_step(facilitator)
    phone.page.get_by_text("6 dots").wait_for()
    projector.page.locator("li strong", has_text="6").wait_for()
    projector.look()
    next_step(facilitator)
    facilitator.sees("I walk over to ask whether the laminator is free.")
    facilitator.look()
    facilitator.page.check("input[value=adopted]")
    facilitator.page.fill("textarea[name=reason]", "A sign and a post cost nothing.")
    facilitator.press("Save the decision")
    phone.page.get_by_text("A sign and a post cost nothing.").wait_for()
    facilitator.page.locator("summary", has_text="Decide the 2 others together").click()
    facilitator.page.check(".lms-bs-rest input[value=declined]")
    facilitator.page.fill("textarea[name=rest-reason]", "Not this year.")
    facilitator.look("console")
    facilitator.press("Decide all the rest")
    facilitator.follow("Start a pilot")
    facilitator.page.fill("textarea[name=hypothesis]", "If the laminator says when it is busy, no one walks in vain.")
    facilitator.page.select_option("select[name=owner]", label="Mona Manager")
    facilitator.page.fill("input[name=measure]", "Walks in vain a week")
    facilitator.page.fill("input[name=baseline]", "9")
    facilitator.look()
    facilitator.press("Start the pilot")
    next_step(facilitator)
    facilitator.sees("Thank everyone")
    facilitator.look()
    phone.page.reload()
    phone.sees("Not this year.")
    phone.look()
    phone.open("/learning/")
    phone.follow("If the laminator says when it is busy, no one walks in vain.")
    phone.look()
    plain.open("/learning/outcomes/")
    plain.sees("Walks we could have saved")
    desk.open("/learning/outcomes/")
    desk.look()


def count(visitor, text):
    return visitor.page.locator("[data-part=own] li", has_text=text).count()


@pytest.mark.row("B24")
def test_a_cut_of_the_network_loses_and_doubles_nothing(visit):
    """Ideas and ballots sent in a cut of thirty seconds wait in the browser, survive a reload, and arrive once."""
    facilitator = visit("trainer")
    prepare_brainstorm(facilitator)
    code = facilitator.page.locator(".lms-bs-room-code strong").inner_text()
    next_step(facilitator)
    learner = visit("learner")
    join(learner, code)
    page = learner.page

    # The network is cut before the idea is on its way, and after a second one got through without its answer.
    page.context.set_offline(True)
    page.fill("main textarea", "Written in the cellar")
    learner.press("Send this idea")
    waiting = page.locator("[data-outbox-box] li", has_text="Written in the cellar")
    waiting.get_by_text("Waiting to be sent").wait_for()
    page.get_by_text("You are offline.").wait_for()
    page.fill("main textarea", "Half a thought")
    learner.complaints = [words for words in learner.complaints if "ERR_INTERNET_DISCONNECTED" not in words]
    learner.look()
    page.wait_for_timeout(30_000)
    page.context.set_offline(False)
    page.locator("[data-part=own] li", has_text="Written in the cellar").wait_for()
    page.get_by_text("You are offline.").wait_for(state="hidden")
    waiting.wait_for(state="detached")
    assert page.input_value("main textarea") == "Half a thought"

    # The idea arrives, its answer does not: it is sent again with the same key, also by a page that was loaded anew.
    sent = []

    def swallow(route):
        if route.request.method == "POST":
            sent.append(route.fetch(max_redirects=0).status)
            with suppress(PlaywrightError):  # Meanwhile the page may have given the request up itself.
                route.abort()
        else:
            route.continue_()

    page.route("**/ideas/", swallow)
    page.fill("main textarea", "Sent more than once")
    learner.press("Send this idea")
    page.locator("[data-outbox-box] li", has_text="Sent more than once").wait_for()
    page.reload()
    page.locator("[data-outbox-box] li", has_text="Sent more than once").wait_for()
    page.unroute("**/ideas/")
    page.locator("[data-outbox-box]").wait_for(state="hidden")
    page.reload()
    assert sent[0] == 302
    assert (count(learner, "Written in the cellar"), count(learner, "Sent more than once")) == (1, 1)

    # A ballot waits in the same way.
    while not page.locator(".lms-bs-dots").count():
        next_step(facilitator)
        page.reload()
    page.context.set_offline(True)
    page.locator(".lms-idea", has_text="cellar").locator(".lms-bs-dots label", has_text="2").click()
    learner.press("Save my ballot")
    page.locator("[data-outbox-box] li", has_text="Your ballot").wait_for()
    page.context.set_offline(False)
    page.locator("[data-outbox-box]").wait_for(state="hidden")
    page.reload()
    assert page.locator(".lms-idea", has_text="cellar").locator("input:checked").input_value() == "2"


@pytest.mark.row("B22", "B30")
def test_cards_come_by_themselves_and_are_told_in_one_sentence(visit):
    """New cards come while someone types; a screen reader hears how many; whoever wants no motion sees none."""
    facilitator = visit("facilitator")
    console = prepare_brainstorm(facilitator)
    pk = console.rstrip("/").split("/")[-2]
    facilitator.open(f"/admin/lms_brainstorms/edit/{pk}/")
    facilitator.page.locator("select[name$=-kind]").nth(1).select_option("answer")
    facilitator.page.get_by_role("button", name="Save").first.click()
    facilitator.page.wait_for_load_state()
    facilitator.page.goto(console)
    code = facilitator.page.locator(".lms-bs-room-code strong").inner_text()
    next_step(facilitator)
    writer, reader = visit("learner"), visit("manager", reduced_motion="reduce")
    join(writer, code)
    join(reader, code)
    for text in ("Say when the gate is open", "Say who is on the yard", "Say which van is free"):
        writer.page.fill("main textarea", text)
        writer.press("Send this idea")
        writer.page.locator("[data-card]", has_text=text).wait_for()
        if text.endswith("open"):
            reader.page.locator("[data-card]", has_text=text).wait_for()
            reader.page.fill("main textarea", "Half a thought")
            reader.page.get_by_text("1 new idea", exact=True).wait_for(state="attached")
    reader.page.locator("[data-card]", has_text="Say which van is free").wait_for()
    reader.page.get_by_text("2 new ideas", exact=True).wait_for(state="attached")
    assert reader.page.input_value("main textarea") == "Half a thought"
    new = reader.page.locator("[data-card].is-new").first
    assert new.evaluate("card => getComputedStyle(card).animationName") == "none"
    reader.look()
    # Time is not short for anyone who needs more of it.
    facilitator.page.get_by_role("button", name="1 minute").first.click()
    reader.page.locator("[data-pulse] [data-ends-at]").wait_for()
