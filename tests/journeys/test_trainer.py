"""A trainer writes a course in the Wagtail admin, schedules a class, marks attendance and sees who stands where."""

from datetime import UTC, datetime, timedelta

from .editor import add_block, fill_rich_text, publish, save_draft


def test_trainer_writes_a_course_and_runs_a_class(visit):
    trainer = visit("trainer")
    page = trainer.page
    trainer.follow("Teaching", within="header")
    trainer.look("teaching")

    # A course, in the admin
    trainer.open("/admin/pages/")
    page.get_by_role("link", name="Add child page").first.click()
    page.wait_for_load_state()
    assert "/admin/pages/add/lms_courses/coursepage/" in page.url, "a catalog holds courses only"
    page.fill("#id_title", "Say thanks in public")
    page.fill("#id_summary", "Thank a colleague so that others learn from what they did.")
    page.get_by_label("Pass all quizzes").check()
    publish(page)
    assert page.get_by_text("Page 'Say thanks in public'").count()

    # A lesson: a draft first, seen in the preview, then published
    row = page.locator("tr", has_text="Say thanks in public").first
    row.get_by_role("link", name="Say thanks in public", exact=True).first.hover()
    course_id = row.get_by_role("link").first.get_attribute("href").split("/")[-3]
    trainer.open(f"/admin/pages/add/lms_courses/lessonpage/{course_id}/")
    page.fill("#id_title", "Name the deed")
    page.fill("#id_duration_minutes", "4")
    add_block(page, "Paragraph")
    fill_rich_text(page.locator("[data-streamfield-child]").last, "A thank-you that names the deed teaches it.")
    add_block(page, "Callout")
    callout = page.locator("[data-streamfield-child]").last
    callout.locator("select").select_option("try")
    fill_rich_text(callout, "Thank one person today.")
    save_draft(page)
    lesson_id = page.url.rstrip("/").split("/")[-2]

    trainer.open("/say-thanks-in-public/")
    trainer.sees("No lessons yet")
    assert trainer.open(f"/admin/pages/{lesson_id}/view_draft/").status == 200
    trainer.sees("A thank-you that names the deed teaches it.")
    trainer.look()

    trainer.open(f"/admin/pages/{lesson_id}/edit/")
    publish(page)
    trainer.open("/say-thanks-in-public/name-the-deed/")
    trainer.sees("Try it now")
    trainer.sees("You are viewing this as a trainer.")
    trainer.look()

    # A class of it: a mistake first
    trainer.open("/learning/teaching/")
    trainer.follow("Schedule a class")
    page.get_by_role("button", name="Choose a page (Course)").click()
    page.locator(".modal-body a", has_text="Say thanks in public").click()
    page.locator(".modal-body").wait_for(state="detached")
    day = datetime.now(UTC).date() + timedelta(days=3)
    page.fill("#id_meetings-0-starts_at", f"{day} 10:00")
    page.fill("#id_meetings-0-ends_at", f"{day} 09:00")
    page.fill("#id_place", "Tool room 3")
    page.fill("#id_capacity", "8")
    publish(page)
    assert page.get_by_text("Choose an end after the start.").count()
    page.fill("#id_meetings-0-ends_at", f"{day} 11:30")
    page.fill("#id_repeat_weekly", "1")
    publish(page)
    trainer.open("/learning/classes/")
    trainer.sees("Say thanks in public")
    trainer.look()

    # Attendance of a past class
    trainer.open("/learning/teaching/")
    trainer.follow("Mark attendance")
    trainer.look()
    page.get_by_role("group", name="Dev Eriksen").get_by_label("absent").check()
    trainer.press("Save attendance")
    trainer.sees("Attendance is saved.")
    trainer.look()
    assert page.get_by_role("group", name="Dev Eriksen").get_by_label("absent").is_checked()

    # Who stands where
    trainer.open("/learning/teaching/")
    page.locator("table").get_by_role("link", name="Reading without drowning").first.click()
    page.wait_for_load_state()
    assert "overdue" in page.locator("tbody tr").first.inner_text(), "who is stuck stands on top"
    trainer.look()
    for tab in ("Lesson by lesson", "Quizzes", "Over time"):
        trainer.follow(tab)
        trainer.look()


def test_learner_is_kept_out_of_the_admin_and_of_teaching(visit):
    learner = visit("learner")
    assert learner.open("/learning/teaching/").status == 403
    learner.open("/admin/pages/")
    assert "/admin/login/?next=/admin/pages/" in learner.page.url
