def may_settle_wordings(user):
    """Whoever edits the firm's guidelines says what is written into them."""
    return user.has_perm("lms_courses.change_guideline")
