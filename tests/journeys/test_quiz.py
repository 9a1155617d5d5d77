"""A quiz while the network comes and goes, by keyboard, and on a second device."""

import re

import pytest

QUIZ = "/reading-without-drowning/when-silence-is-fine/"


def enroll(visitor, path):
    visitor.open("/" + path.split("/")[1] + "/")
    if visitor.page.get_by_role("button", name="Enroll").count():
        visitor.press("Enroll")


def says(page, words):
    page.locator("[data-save-state]", has_text=re.compile(f"^{re.escape(words)}$")).wait_for()


@pytest.mark.row("L6")
def test_answers_survive_a_lost_connection_and_are_there_on_another_device(visit):
    learner = visit("facilitator")
    page = learner.page
    enroll(learner, QUIZ)
    learner.open(QUIZ)
    first, second = (page.locator("fieldset.lms-question").nth(number) for number in (0, 2))

    first.locator("input").nth(1).check()
    says(page, "Saved")

    page.context.set_offline(True)
    second.locator("input").first.check()
    says(page, "Not saved: you are offline. We will keep trying.")
    learner.press("Check my answers")
    says(page, "You are offline. Your answers are kept here. Submit them when you are back online.")
    page.context.set_offline(False)
    says(page, "Saved")

    # Cut off before the server has it, then the page is loaded anew: the browser had kept it.
    page.route("**/save/", lambda route: route.abort())
    second.locator("input").nth(1).check()
    says(page, "Not saved: you are offline. We will keep trying.")
    page.unroute("**/save/")
    page.reload()
    assert second.locator("input").nth(1).is_checked()
    says(page, "Saved")

    # Items in order, by keyboard: the button stays under the finger.
    items = page.locator(".lms-order [data-order-text]")
    moved = items.nth(2).inner_text()
    page.get_by_role("button", name=f"Move “{moved}” up").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert items.first.inner_text() == moved
    assert page.locator("[data-order-says]").inner_text() == f"“{moved}” is now in position 1 of 4."
    says(page, "Saved")
    learner.complaints = [each for each in learner.complaints if "net::ERR" not in each]
    learner.look()

    elsewhere = visit("facilitator", java_script_enabled=False, viewport={"width": 360, "height": 740})
    elsewhere.open(QUIZ)
    page = elsewhere.page
    assert page.locator("fieldset.lms-question").first.locator("input").nth(1).is_checked()
    assert page.locator("fieldset.lms-question").nth(2).locator("input").nth(1).is_checked()
    assert page.locator(".lms-order select").first.input_value() == "1"
    assert page.locator(".lms-order__item").first.inner_text().endswith(moved)
    elsewhere.press("Save for later")
    elsewhere.sees("Continue whenever you like.")
