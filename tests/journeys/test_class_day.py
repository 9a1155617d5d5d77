"""A day of a class: someone comes without a seat, the code on the screen is scanned on a phone, the rest is marked."""

from playwright.sync_api import expect

from .visitor import NARROW

TITLE = "First steps, today"


def test_trainer_runs_a_class_day_with_a_code_in_the_room(visit):
    trainer = visit("trainer")
    page = trainer.page
    trainer.open("/learning/teaching/classes/")
    trainer.look()
    trainer.follow(TITLE)

    # Someone stands at the door without a seat
    trainer.follow("add or move people")
    page.get_by_label("Name or email").fill("lena")
    trainer.press("Find")
    trainer.look()
    trainer.press("Book a seat")
    trainer.sees("Lena Learner now has a seat.")
    trainer.follow(TITLE)

    # The room, on the projector
    trainer.follow("Enter the room")
    trainer.sees("left")
    trainer.look("room")
    trainer.follow("Show the attendance code")
    trainer.look()
    address = page.locator(".lms-room-code a").get_attribute("href")

    # The learner's phone
    learner = visit("learner", viewport=NARROW)
    learner.page.goto(address)
    learner.look()
    learner.press("I am here")
    learner.sees("Welcome.")
    learner.sees("Lena")
    learner.look()
    learner.page.goto(address.replace("token=", "token=1"))
    learner.sees("This code is not valid. Scan the one on the screen.")

    # The screen renews the code, and with it the number of those who came, by itself
    expect(page.locator(".lms-room-code__count")).to_contain_text("1 of 6 here")

    # The rest by hand, and a sheet for the folder
    trainer.follow("Attendance sheet")
    trainer.sees("by code")
    page.get_by_role("group", name="Aiko Brandl").get_by_label("excused").check()
    trainer.press("Save, and mark everyone else present")
    trainer.sees("Attendance is saved.")
    trainer.sees("1 excused")
    trainer.look()
    sheet = page.get_by_role("link", name="Sign-in sheet (PDF)").get_attribute("href")
    assert page.request.get(trainer.site + sheet).body().startswith(b"%PDF")
