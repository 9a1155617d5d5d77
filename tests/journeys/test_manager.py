"""A manager follows their own people, and nobody else's."""


def test_manager_sees_their_own_people_and_nobody_else(visit):
    manager = visit("manager")
    manager.look()

    manager.follow("My people", within="header")
    manager.look()
    first_row = manager.page.locator("tbody tr").first.inner_text()
    assert "overdue" in first_row, "who is stuck stands on top"
    manager.sees("Lena Learner")
    manager.sees("Reading without drowning")
    assert "Camille Dunmore" not in manager.text, "she reports to somebody else"

    refused = manager.open("/learning/teaching/")
    assert refused.status == 403
    manager.look()


def test_people_without_the_role_are_kept_out_of_the_managers_page(visit):
    learner = visit("learner")
    assert learner.open("/learning/people/").status == 403
    stranger = visit()
    stranger.open("/learning/people/")
    assert stranger.page.url.endswith("/learning/sign-in/?next=/learning/people/")
    stranger.look()
