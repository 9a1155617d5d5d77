"""A manager follows their own people, and no one else's; enrolls them, and answers those who ask."""

#: Three rows are wrong: a date of the other kind, someone of another team, and someone named twice.
FILE = """username;email;due date
colleague03;;2030-12-31
;colleague01@marlow-finch.example;31/12/2030
colleague12;;
colleague02;;
COLLEAGUE02;;
"""
CORRECTED = """username;email;due date
colleague03;;2030-12-31
;colleague01@marlow-finch.example;2030-12-31
colleague02;;
"""


def test_manager_sees_their_own_people_and_nobody_else(visit):
    manager = visit("manager")
    manager.look()

    manager.follow("My people", within="header")
    manager.look()
    first_row = manager.page.locator("tbody tr").first.inner_text()
    assert "overdue" in first_row, "who is stuck stands on top"
    manager.sees("Lena Learner")
    manager.sees("Reading without drowning")
    assert "Camille Dunmore" not in manager.text, "she reports to someone else"

    manager.follow("Lena Learner")
    manager.sees("Certificates")
    manager.look()

    refused = manager.open("/learning/teaching/")
    assert refused.status == 403
    manager.look()


def test_manager_enrolls_people_from_a_file_with_mistakes(visit):
    manager = visit("manager")
    page = manager.page
    manager.follow("My people", within="header")
    manager.follow("Enroll people")
    manager.look()
    manager.follow("From a file")
    manager.look()

    page.get_by_label("Course").select_option(label="Ask, and work out loud")
    page.set_input_files(
        "input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-8-sig")}
    )
    manager.press("Check the file")
    manager.sees("3 of 5 rows need a correction. No one will be enrolled until all rows are right.")
    manager.sees("Enter the due date as 2030-12-31.")
    manager.sees("None of your people has “colleague12”. Check the spelling.")
    manager.sees("This is the same person as on line 5. Keep one of the two.")
    manager.look()

    page.get_by_label("Make corrections here").fill(CORRECTED)
    manager.press("Check again")
    manager.sees("Every row is right. 3 people will be enrolled. Nothing has happened yet.")
    manager.look()
    manager.press("Enroll 3 people")
    manager.sees("3 people are now enrolled in “Ask, and work out loud”.")

    manager.follow("Odile Marchetti")
    manager.sees("Ask, and work out loud")
    manager.sees("Dec 31, 2030")


def test_manager_lets_somebody_in_who_asked(visit):
    manager = visit("manager")
    manager.sees("Waiting for your approval")
    manager.sees("Ibrahim Quist")
    manager.follow("Answer")
    manager.look()
    manager.press("Approve")
    manager.sees("Ibrahim Quist is now enrolled in the course.")


def test_people_without_the_role_are_kept_out_of_the_managers_page(visit):
    learner = visit("learner")
    assert learner.open("/learning/people/").status == 403
    stranger = visit()
    stranger.open("/learning/people/")
    assert stranger.page.url.endswith("/learning/sign-in/?next=/learning/people/")
    stranger.look()
