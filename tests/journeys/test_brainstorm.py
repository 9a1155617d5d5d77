"""A room at once: facilitator, projector, a participant at a desk, one on a phone, one without JavaScript."""

import re

QUESTION = "Where would a short post have saved you a walk this month?"


def prepare_brainstorm(facilitator):
    """Create a brainstorm in the Wagtail admin and return the address of its console."""
    page = facilitator.page
    facilitator.open("/admin/lms_brainstorms/new/")
    page.fill("input[name=title]", "Walks we could have saved")
    page.fill("textarea[name=question]", QUESTION)
    page.get_by_role("button", name="Create").first.click()
    page.wait_for_load_state()
    page.locator("tr", has_text="Walks we could have saved").get_by_role("link", name="Open the console").click()
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
    visitor.sees(text)


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
        assert other not in person.page.content(), "nobody sees what others wrote"
    desk.look()
    phone.look()
    facilitator.page.locator("dd", has_text=re.compile(r"^3$")).first.wait_for()
    assert "laminator" not in facilitator.page.content()
    facilitator.look()

    # The reveal arrives while somebody is typing: what is typed stays.
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
        person.press("Save my dots")
        person.sees("Your dots are saved.")
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
    facilitator.page.fill("textarea[name=hypothesis]", "If the laminator says when it is busy, nobody walks in vain.")
    facilitator.page.select_option("select[name=owner]", label="Mona Manager")
    facilitator.page.fill("input[name=measure]", "Walks in vain a week")
    facilitator.page.fill("input[name=baseline]", "9")
    facilitator.look()
    facilitator.press("Start the pilot")
    next_step(facilitator)
    facilitator.sees("Thank everybody")
    facilitator.look()
    phone.page.reload()
    phone.sees("Not this year.")
    phone.look()
    phone.open("/learning/")
    phone.follow("If the laminator says when it is busy, nobody walks in vain.")
    phone.look()
    plain.open("/learning/outcomes/")
    plain.sees("Walks we could have saved")
    desk.open("/learning/outcomes/")
    desk.look()


def test_a_cut_of_the_network_loses_nothing(visit):
    """What is typed survives the cut, and the page says that it is offline."""
    facilitator = visit("trainer")
    console = prepare_brainstorm(facilitator)
    code = facilitator.page.locator(".lms-bs-room-code strong").inner_text()
    next_step(facilitator)
    learner = visit("learner")
    join(learner, code)
    learner.page.fill("main textarea", "Written in the cellar")
    learner.page.context.set_offline(True)
    learner.page.get_by_text("No connection at the moment.").wait_for(timeout=30_000)
    learner.page.context.set_offline(False)
    learner.page.get_by_text("No connection at the moment.").wait_for(state="hidden", timeout=30_000)
    assert learner.page.input_value("main textarea") == "Written in the cellar"
    learner.press("Send this idea")
    learner.sees("Written in the cellar")
    facilitator.page.goto(console)
    facilitator.sees("People who wrote")
