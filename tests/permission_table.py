"""Who may open what: the expectations that tests/test_permission_matrix.py holds every URL to.

A row says how a URL answers each role. Begin with one of the groups of answers below, then name the exceptions:

    "lms_courses:roster": get(only(TEACHES)),                       others are refused: it is the page of a role
    "lms_courses:reflections": get(found_by(ON_THE_COURSE)),        others find nothing: it belongs to someone
    "lms_courses:book": post(signed_in(), outsider=RULE),           one exception

`get`, `post` and `form` (both) are the methods that the URL knows; any other must answer 405 and change nothing.
Objects named by a URL are the learner's own: their enrollment, seat, post, certificate. What a form is sent with, and
which object an unusual URL names, stands in tests/permission_world.py.
"""

#: Whose objects they are is the point: `learner` owns them, `classmate` is on the same course, `manager` leads the
#: learner, `other_manager` leads the outsider, who is on no course.
ROLES = (
    "anonymous",
    "outsider",
    "learner",
    "classmate",
    "trainer",
    "facilitator",
    "manager",
    "other_manager",
    "admin",
)

# How a URL answers.
YES = "opens, or does what was asked"
AWAY = "leads elsewhere"
RULE = "may ask, but a rule or the form refuses"
NO = "403: not for this role"
MISSING = "404: for this person there is nothing"
STOP = "286: a page left open is told to stop asking"
REFUSED_METHOD = "405: not by this method"
SIGN_IN = "leads to the sign-in page"

# Who.
OWNER = ("learner",)
TEACHES = ("trainer", "admin")
LEARNS = ("learner", "classmate")
ON_THE_COURSE = (*LEARNS, *TEACHES)
TEACHES_OR_LEADS = ("trainer", "manager", "other_manager", "admin")
#: Trainers for everyone, managers for their own people; a manager of another team finds nothing.
RESPONSIBLE = {"trainer": YES, "manager": YES, "other_manager": MISSING, "admin": YES}
FACILITATES = ("facilitator", "admin")
IN_THE_ADMIN = ("trainer", "facilitator", "admin")
ADMIN = ("admin",)
NOBODY = ()


def everybody(answer=YES):
    return dict.fromkeys(ROLES, answer)


def signed_in(answer=YES):
    """Everyone with an account."""
    return everybody(answer) | {"anonymous": SIGN_IN}


def only(who, others=NO):
    """The page of a role: others are told that it is not for them."""
    return signed_in(others) | (who if isinstance(who, dict) else dict.fromkeys(who, YES))


def found_by(who):
    """Something of someone: for others it does not exist."""
    return only(who, others=MISSING)


def get(answers, **exceptions):
    return {"GET": answers | exceptions}


def post(answers, **exceptions):
    return {"POST": answers | exceptions}


def form(answers, **exceptions):
    return get(answers, **exceptions) | post(answers, **exceptions)


SITE = {
    "lms:dashboard": get(signed_in()),
    "lms:sign_in": get(signed_in(AWAY), anonymous=YES) | post(everybody()),
    "lms:sign_out": post(everybody()),
    "lms:preferences": form(signed_in()),
    "lms:my_data": get(signed_in()),
    "lms:my_data_file": get(signed_in()),
    "lms:brand_stylesheet": get(everybody()),
    "lms:health": get(everybody()),
    "lms:styleguide": get(everybody(MISSING)),
}

LEARNING = {
    "lms_courses:catalog": get(everybody(AWAY)),
    "lms_courses:enroll": post(signed_in()),
    "lms_courses:ask": post(signed_in()),
    "lms_courses:withdraw": post(found_by(LEARNS)),
    "lms_courses:resume": get(signed_in(AWAY)),
    "lms_courses:lesson": get(everybody(AWAY)),
    "lms_courses:complete": post(found_by(LEARNS)),
    "lms_courses:begin_quiz": post(found_by(LEARNS)),
    "lms_courses:save_quiz": post(found_by(LEARNS)),
    "lms_courses:submit_quiz": post(found_by(LEARNS)),
    "lms_courses:acknowledge": post(found_by(LEARNS)),
    "lms_courses:guideline": get(signed_in()),
    "lms_courses:propose_change": post(signed_in()),
    "lms_courses:proposals": get(only(TEACHES, others=NO), trainer=AWAY, admin=AWAY),
    "lms_courses:path_list": get(everybody()),
    "lms_courses:path": get(everybody()),
    "lms_courses:enroll_on_path": post(signed_in()),
}

WRITING = {
    # Sent with the version of the learner's note; for others that is not theirs, so it is a conflict.
    "lms_courses:note": get(found_by(ON_THE_COURSE))
    | post(found_by(ON_THE_COURSE), classmate=RULE, trainer=RULE, admin=RULE),
    "lms_courses:notes": get(signed_in()),
    "lms_courses:reflections": get(found_by(ON_THE_COURSE)),
    "lms_courses:reflection_save": post(found_by(ON_THE_COURSE)),
    "lms_courses:reflection_unshare": post(found_by(OWNER)),
    "lms_courses:discussion": get(found_by(ON_THE_COURSE)),
    "lms_courses:discussion_news": get(found_by(ON_THE_COURSE), anonymous=STOP),
    "lms_courses:discussion_people": get(found_by(ON_THE_COURSE)),
    "lms_courses:post_create": post(found_by(ON_THE_COURSE)),
    "lms_courses:follow_discussion": post(found_by(ON_THE_COURSE)),
    "lms_courses:post_edit": post(found_by(OWNER)),
    "lms_courses:post_delete": post(found_by(OWNER)),
    "lms_courses:post_report": post(found_by(ON_THE_COURSE), learner=RULE),
    "lms_courses:post_hide": post(found_by(TEACHES)),
    "lms_courses:dismiss_reports": post(found_by(TEACHES)),
    "lms_courses:reported_posts": get(only(TEACHES)),
}

CLASSES = {
    "lms_courses:calendar": get(signed_in()),
    "lms_courses:calendar_feed": get(everybody()),
    "lms_courses:new_calendar_address": post(signed_in()),
    "lms_courses:class_list": get(signed_in()),
    "lms_courses:class_detail": get(signed_in()),
    "lms_courses:class_file": get(found_by(ON_THE_COURSE)),
    "lms_courses:book": post(signed_in()),
    "lms_courses:cancel": post(found_by(LEARNS)),
    "lms_courses:room": get(signed_in(AWAY), **dict.fromkeys(ON_THE_COURSE, YES)),
    "lms_courses:room_now": get(everybody(STOP), **dict.fromkeys(ON_THE_COURSE, YES)),
    "lms_courses:check_in": get(signed_in()) | post(signed_in(RULE), **dict.fromkeys(LEARNS, YES)),
    "lms_courses:attendance": form(only(TEACHES)),
    "lms_courses:attendance_sheet": get(only(TEACHES)),
    "lms_courses:attendance_code": get(only(TEACHES)),
    "lms_courses:my_classes": get(only(TEACHES)),
    "lms_courses:roster": get(only(TEACHES)),
    "lms_courses:add_learner": post(only(TEACHES)),
    "lms_courses:remove_booking": post(only(TEACHES)),
    "lms_courses:move_booking": post(only(TEACHES)),
    "lms_courses:cancel_class": form(only(TEACHES)),
    "lms_courses:schedule_again": form(only(TEACHES)),
}

LEADING = {
    "lms_courses:enroll_people": get(only(TEACHES_OR_LEADS)) | post(only(TEACHES_OR_LEADS), other_manager=RULE),
    "lms_courses:enroll_file": get(only(TEACHES_OR_LEADS)) | post(only(TEACHES_OR_LEADS), other_manager=RULE),
    "lms_courses:enroll_file_template": get(only(TEACHES_OR_LEADS)),
    "lms_courses:requests": get(only(TEACHES_OR_LEADS)),
    "lms_courses:answer_request": post(only(RESPONSIBLE)),
    "lms_courses:change_due_date": form(only(RESPONSIBLE)),
    "lms_courses:take_off": form(only(RESPONSIBLE)),
    "lms_courses:people": get(only(("manager", "other_manager", "admin"))),
    # Administrators open the page of managers, but lead no one.
    "lms_courses:person": get(only({"manager": YES, "other_manager": MISSING, "admin": MISSING})),
}

REPORTS = {
    "lms_courses:teaching": get(only(TEACHES)),
    "lms_courses:completions": get(only(TEACHES)),
    "lms_courses:course_learners": get(only(TEACHES)),
    "lms_courses:course_matrix": get(only(TEACHES)),
    "lms_courses:course_quizzes": get(only(TEACHES)),
    "lms_courses:course_completions": get(only(TEACHES)),
    "lms_courses:quiz_report": get(only(TEACHES)),
    "lms_courses:class_report": get(only(TEACHES)),
}

CERTIFICATES = {
    # Sent without a file, which the form refuses.
    "lms_certificates:verify": get(everybody()) | post(everybody(RULE)),
    "lms_certificates:verify_code": get(everybody()),
    "lms_certificates:mine": get(signed_in()),
    "lms_certificates:change_preference": post(signed_in()),
    "lms_certificates:change_page": post(found_by(OWNER)),
    # It does not end.
    "lms_certificates:begin_renewal": post(found_by(OWNER), learner=RULE),
    "lms_certificates:ask_correction": form(found_by(OWNER)),
    "lms_certificates:detail": get(found_by((*OWNER, *TEACHES))),
    "lms_certificates:download": get(found_by((*OWNER, *TEACHES))),
    "lms_certificates:credential_jwt": get(found_by((*OWNER, *TEACHES))),
    "lms_certificates:credential_json": get(found_by((*OWNER, *TEACHES))),
    "lms_certificates:badge": get(found_by((*OWNER, *TEACHES))),
    # For verifiers of anyone; they tell of keys and places, never of people.
    "lms_certificates:issuer": get(everybody()),
    "lms_certificates:keys": get(everybody()),
    "lms_certificates:key": get(everybody()),
    "lms_certificates:status_list": get(everybody()),
}

# The learner and the classmate are in the room. What each phase allows is held by tests/brainstorm/test_permissions.py.
#: Of brainstorms only what does not depend on the phase; the rest stands in tests/brainstorm/rights_table.py, and here
#: it is only held that it does not exist for those who are not in the room.
BRAINSTORMS = {
    "lms_brainstorm:outcomes": get(signed_in()),
    "lms_brainstorm:health": get(only(IN_THE_ADMIN)),
    "lms_brainstorm:systems": get(signed_in()),
    "lms_brainstorm:system": get(signed_in()),
    "lms_brainstorm:guideline_changes": get(signed_in()) | post(signed_in(MISSING)),
    "lms_brainstorm:short_join": get(everybody(AWAY)),
    "lms_brainstorm:join": get(signed_in()) | post(signed_in()),
    "lms_brainstorm:claims": get(everybody()) | post(everybody(RULE)),
    "lms_brainstorm:detail": get(found_by(LEARNS), facilitator=AWAY, admin=AWAY),
    "lms_brainstorm:enter": post(found_by(LEARNS)),
    "lms_brainstorm:stream": get(found_by((*LEARNS, *FACILITATES))),
    "lms_brainstorm:events": get(found_by((*LEARNS, *FACILITATES))),
    "lms_brainstorm:console_stream": get(found_by(FACILITATES)),
    "lms_brainstorm:console_events": get(found_by(FACILITATES)),
    "lms_brainstorm:idea_create": post(found_by(LEARNS)),
    "lms_brainstorm:idea_withdraw": post(found_by(OWNER)),
    "lms_brainstorm:votes": post(found_by(LEARNS)),
    "lms_brainstorm:console": get(found_by(FACILITATES)),
    "lms_brainstorm:console_pulse": get(found_by(FACILITATES)),
    "lms_brainstorm:screen": get(found_by(FACILITATES)),
    "lms_brainstorm:screen_pulse": get(found_by(FACILITATES)),
    "lms_brainstorm:move": post(found_by(FACILITATES)),
    "lms_brainstorm:proposals": post(found_by(FACILITATES)),
    "lms_brainstorm:time": post(found_by(FACILITATES)),
    "lms_brainstorm:decision": form(found_by(FACILITATES)),
    "lms_brainstorm:remaining": post(found_by(FACILITATES)),
    "lms_brainstorm:pilot_create": form(found_by(FACILITATES)),
    "lms_brainstorm:pilot": form(found_by((*OWNER, *FACILITATES))),
}

#: Every named URL of the public side.
ROWS = SITE | LEARNING | WRITING | CLASSES | LEADING | REPORTS | CERTIFICATES | BRAINSTORMS

#: Forms that may do more when they are sent again, and why.
ADDS_UP = {
    "lms_brainstorm:time": "each press is another minute",
    "lms_brainstorm:decision": "the log keeps each time that an idea was decided anew",
    "lms_brainstorm:remaining": "the board is told once more",
}

#: What never changes through a form without an entry in the audit log that names who sent it.
AUDITED = {
    "Enrollment",
    "Booking",
    "Attendance",
    "ScheduledClass",
    "ClassMeeting",
    "Certificate",
    "BrainstormPhase",
    "Pilot",
}

#: Pages of Wagtail: where their address gets each role.
PAGES = {
    "catalog": everybody(),
    "course": everybody(),
    "lesson": signed_in(AWAY) | dict.fromkeys(ON_THE_COURSE, YES),
    "draft course": everybody(MISSING),
    "draft lesson": everybody(MISSING),
}

#: The pages that hand out their table with `?export=csv`; who may open the page may have the file.
EXPORTS = (
    "lms_courses:people",
    "lms_courses:course_learners",
    "lms_courses:course_matrix",
    "lms_courses:course_completions",
    "lms_courses:completions",
    "lms_courses:class_report",
    "lms_brainstorm:health",
)

#: In the Wagtail admin several URLs need one right. A URL of ours that is called otherwise needs a place here.
RIGHTS = {
    "see": ("list", "list_results", "index", "index_results", "inspect"),
    "add": ("add", "copy", "preview_on_add", "batches", "batch", "batch_file"),
    "change": (
        *("edit", "preview_on_edit", "usage", "history", "history_results", "workflow_history"),
        *("revisions_view", "revisions_revert", "revisions_compare", "revisions_unschedule"),
        *("regrade", "revoke", "suspend", "reinstate", "print", "test", "import", "confirm", "export"),
        *("grant", "decline", "reissue"),
    ),
    "publish": ("unpublish", "lock", "unlock", "make_default", "courses"),
    "delete": ("delete",),
    # Titles and no more, for the fields in which other things are chosen.
    "choose": ("choose", "choose_results", "chosen", "chosen_multiple"),
    "create": ("create",),
    # Answered by Wagtail for those whose task it is in a workflow; nothing of ours is in one here.
    "task": (
        *("workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation"),
        *("workflow_history_detail", "workflow_preview"),
    ),
}

#: URLs of the admin that only take a POST.
ADMIN_POSTS = ("lock", "unlock", "confirm")


def rights(who, **others):
    """Return {right: who has it}; `others` names the rights that someone else has."""
    return dict.fromkeys(RIGHTS, who) | others


#: Namespaces of our URLs in the Wagtail admin: who has which right. Everyone else is sent away.
ADMIN_ROWS = (
    {
        "lms_classes": rights(TEACHES, delete=ADMIN),
        "lms_enrollments": rights(ADMIN, see=TEACHES),
        "lms_proposals": rights(TEACHES),
        "lms_course_files": rights(TEACHES),
        "wagtailsnippets_lms_courses_learningpath": rights(TEACHES),
        "wagtailsnippets_lms_courses_quiz": rights(TEACHES),
        "wagtailsnippets_lms_courses_question": rights(TEACHES),
        "wagtailsnippets_lms_courses_guideline": rights(TEACHES),
        "wagtailsnippets_lms_courses_socialtool": rights(TEACHES, delete=ADMIN),
        "lms_certificate_register": rights(TEACHES),
        "lms_name_corrections": rights(TEACHES),
        "lms_held_certificates": rights(TEACHES),
        "wagtailsnippets_lms_certificates_certificatetemplate": rights(TEACHES, delete=ADMIN),
        "lms_people": rights(ADMIN),
        "lms_webhooks": rights(ADMIN),
        "lms_brainstorms": rights(FACILITATES, delete=ADMIN),
        "lms_brainstorm_files": rights(FACILITATES),
        "wagtailsnippets_lms_brainstorm_enterprisesystem": rights(FACILITATES),
        "wagtailsnippets_lms_brainstorm_brainstormformat": rights(FACILITATES),
    }
    | dict.fromkeys(
        (
            *(f"wagtailsnippetchoosers_lms_courses_{model}" for model in ("scheduledclass", "learningpath", "quiz")),
            *(f"wagtailsnippetchoosers_lms_courses_{model}" for model in ("question", "guideline", "socialtool")),
            "wagtailsnippetchoosers_lms_certificates_certificatetemplate",
        ),
        rights(TEACHES, choose=IN_THE_ADMIN),
    )
    | {
        "wagtailsnippetchoosers_lms_brainstorm_brainstormformat": rights(FACILITATES, choose=IN_THE_ADMIN),
        "wagtailsnippetchoosers_lms_brainstorm_enterprisesystem": rights(FACILITATES, choose=IN_THE_ADMIN),
    }
)

#: What Wagtail offers for each of our pages.
PAGE_EDITING = dict.fromkeys(
    ("edit", "history", "view_draft", "preview_on_edit", "usage", "copy", "move", "set_privacy"), TEACHES
)

#: Words that stand in the world once, and who may ever read them, wherever they look.
SECRETS = {
    "nightingale": ("the learner's note", OWNER),
    "kingfisher": ("the learner's private reflection", OWNER),
    "sandpiper": ("what the learner answered in a quiz", (*OWNER, *TEACHES)),
    "goldfinch": ("what the learner wrote in the discussion", ON_THE_COURSE),
    "woodpecker": ("the reflection that the learner shares", ON_THE_COURSE),
    "hummingbird": ("the learner's idea before it is revealed", OWNER),
    "oystercatcher": ("the learner's proposal for a guideline", (*OWNER, *TEACHES, "facilitator")),
    "lea@firm.example": ("the learner's address", (*OWNER, *TEACHES, "manager")),
}
