"""Every URL against every role, generated from the URL resolver. What is expected stands in tests/permission_table.py.

One world serves all tests of this module, and each request that may write is taken back at once.
"""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Site

from courses.models import Enrollment
from tests.brainstorm import rights_table
from tests.permission_table import (
    ADDS_UP,
    ADMIN,
    ADMIN_POSTS,
    ADMIN_ROWS,
    AUDITED,
    AWAY,
    EXPORTS,
    IN_THE_ADMIN,
    MISSING,
    NO,
    PAGE_EDITING,
    PAGES,
    REFUSED_METHOD,
    RIGHTS,
    ROLES,
    ROWS,
    RULE,
    SECRETS,
    SIGN_IN,
    STOP,
    YES,
)
from tests.permission_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PUBLIC_APPS = ("lms", "lms_courses", "lms_brainstorm", "lms_certificates")


def public_urls():
    """Return {name: names of its parameters} of every named URL of the public side."""
    found = {}
    for outer in get_resolver("lms.urls").url_patterns:
        for resolver in [outer, *getattr(outer, "url_patterns", [])]:
            if isinstance(resolver, URLResolver) and resolver.namespace in PUBLIC_APPS:
                for pattern in resolver.url_patterns:
                    found[f"{resolver.namespace}:{pattern.name}"] = list(pattern.pattern.converters)
    return found


def admin_urls():
    """Return {namespace: {name: names of its parameters}} of our URLs in the Wagtail admin."""
    found = {}
    for resolver in (each for each in get_resolver("wagtail.admin.urls").url_patterns if isinstance(each, URLResolver)):
        ours = resolver.namespace and resolver.namespace.startswith(
            ("lms_", "wagtailsnippets_lms_", "wagtailsnippetchoosers_lms_")
        )
        patterns = [each for each in resolver.url_patterns if ours or is_ours(each)]
        if patterns:
            found[str(resolver.namespace)] = {each.name: list(each.pattern.regex.groupindex) for each in patterns}
    return found


def is_ours(pattern):
    view = getattr(pattern, "callback", None)
    return getattr(view, "__module__", "").split(".")[0] in {"lms", "courses", "brainstorm", "certificates"}


PARAMETERS = public_urls()
ADMIN_PARAMETERS = admin_urls()
#: What depends on the phase of a brainstorm.
BY_PHASE = sorted({f"lms_brainstorm:{name}" for name in rights_table.TABLE} & PARAMETERS.keys() - ROWS.keys())


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


class Writes:
    """Collects the statements that write, but for those that keep someone signed in."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            self.statements.append(sql)
        return execute(sql, params, many, context)


KINDS = {200: YES, 204: YES, 286: STOP, 403: NO, 404: MISSING, 405: REFUSED_METHOD, 409: RULE, 422: RULE}


def answer_of(response, method):
    """Return the kind of answer; one that is none of ours comes back as its status."""
    if response.status_code == 302:
        if response.url.startswith(reverse("wagtailadmin_login")):
            return SIGN_IN
        if response.url == reverse("wagtailadmin_home"):
            return NO
        if response.url.startswith(reverse("lms:sign_in")):
            return SIGN_IN
        return YES if method == "POST" else AWAY
    return KINDS.get(response.status_code, response.status_code)


def ask(world, role, method, address, data=None):
    """Return (answer, statements that wrote, body) of one request; then everything is as before."""
    writes = Writes()
    with transaction.atomic():
        send = getattr(world.client(role), method.lower())
        with connection.execute_wrapper(writes):
            response = send(address, data)
        body = response.getvalue().decode(errors="replace")
        transaction.set_rollback(True)
    return answer_of(response, method), writes.statements, body


def check_secrets(role, where, body, sent=None):
    """Hold that no one is shown what they may not read, unless they have `sent` it themselves."""
    for word, (what, readers) in SECRETS.items():
        assert role in readers or word not in body or word in str(sent), f"{where} shows {role} {what}"


def test_every_url_has_a_row():
    without, too_many = PARAMETERS.keys() - ROWS.keys() - set(BY_PHASE), ROWS.keys() - PARAMETERS.keys()

    assert not without, f"Say who may open {sorted(without)}: add a row each to tests/permission_table.py."
    assert not too_many, f"Take {sorted(too_many)} out of tests/permission_table.py: there is no such URL any more."


@pytest.mark.row("R4")
@pytest.mark.parametrize("name", BY_PHASE)
def test_room_of_a_brainstorm_does_not_exist_for_others(world, name):
    """Who may in which phase, tests/brainstorm/test_rights_matrix.py says; to all others it is as if it were not."""
    address = world.address(name, PARAMETERS[name])
    for method in ("GET", "POST"):
        for role in ("anonymous", "outsider", "trainer", "manager", "other_manager"):
            answer, writes, _body = ask(world, role, method, address, {} if method == "POST" else None)
            assert answer in {SIGN_IN, MISSING, REFUSED_METHOD}, f"{method} by {role}"
            assert not writes, f"{method} by {role}"


@pytest.mark.row("R4", "R5")
@pytest.mark.parametrize("name", ROWS)
def test_url_answers_each_role(world, name):
    """As its row says; whoever is refused changes nothing, nor does any GET; no one reads what others keep secret."""
    address = world.address(name, PARAMETERS[name])
    for method in ("GET", "POST"):
        expected = ROWS[name].get(method) or dict.fromkeys(ROLES, REFUSED_METHOD)
        answers = {}
        for role in ROLES:
            data = world.data(name) if method == "POST" else None
            answers[role], writes, body = ask(world, role, method, address, data)
            if method == "GET" or answers[role] in {SIGN_IN, NO, MISSING, REFUSED_METHOD}:
                assert not writes, f"{method} by {role}"
            check_secrets(role, name, body, data)
        assert answers == expected, method


#: Whose guesses differ: no one's colleague, someone on the course, a manager of others, and who may open most.
GUESSERS = ("outsider", "classmate", "other_manager", "trainer")
NAMES_SOMETHING = [name for name in ROWS if set(PARAMETERS[name]) - {"code", "color", "key_id", "slug"}]


@pytest.mark.row("R5")
@pytest.mark.parametrize("name", NAMES_SOMETHING)
def test_guessing_an_id_teaches_nothing(world, name):
    """Whoever is refused is refused alike whether there is something or not, and no one finds what there is not."""
    method, expected = next(iter(ROWS[name].items()))
    for role in GUESSERS:
        refused = expected[role] in {SIGN_IN, NO}
        address = world.address(name, PARAMETERS[name], number=10**6)
        answer, _writes, _body = ask(world, role, method, address, world.data(name))
        assert answer == (expected[role] if refused else MISSING) or answer == STOP == expected[role], role


@pytest.mark.parametrize("number", [0, 2**31, 2**63])
def test_id_that_no_row_can_have_is_not_found(world, number):
    answers = {}
    for name in NAMES_SOMETHING:
        method = next(iter(ROWS[name]))
        address = world.address(name, PARAMETERS[name], number=number)
        answers[name], _writes, _body = ask(world, "admin", method, address, world.data(name))

    assert answers == dict.fromkeys(NAMES_SOMETHING, MISSING)


@pytest.mark.row("R4")
@pytest.mark.parametrize("name", PAGES)
def test_page_answers_each_role(world, name):
    page = world.pages[name]
    answers = {}
    for role in ROLES:
        answers[role], _writes, body = ask(world, role, "GET", page.url or page.relative_url(None))
        check_secrets(role, name, body)

    assert answers == PAGES[name]


@pytest.mark.row("R5")
@pytest.mark.parametrize("name", EXPORTS)
def test_export_answers_each_role_as_its_page_does(world, name):
    address = world.address(name, PARAMETERS[name]) + "?export=csv"
    answers = {}
    for role in ROLES:
        answers[role], writes, body = ask(world, role, "GET", address)
        assert not writes
        check_secrets(role, address, body)

    assert answers == ROWS[name]["GET"]


#: When something was looked at; that may change each time.
LOOKED_AT = {"opened_at", "last_activity_at"}


def everything():
    """Return {name of a model: its rows} of our apps, without ids and moments of storing."""
    rows = {}
    for model in (model for app in PUBLIC_APPS for model in apps.get_app_config(app).get_models()):
        if not issubclass(model, Page):  # they are written in the admin
            lasting = [
                field.attname
                for field in model._meta.concrete_fields
                if not (field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
            ]
            table = model._base_manager.values_list(*(name for name in lasting if name not in LOOKED_AT))
            rows[model.__name__] = sorted(map(repr, table))
    return rows


def audit_log():
    """Return [id of the person] of all entries, of pages and of everything else."""
    return [user for log in (PageLogEntry, ModelLogEntry) for user in log.objects.values_list("user_id", flat=True)]


#: Who is told apart by what a form does; the others of `ROLES` differ in whose things they are.
ONE_OF_EACH = ("learner", "trainer", "facilitator", "manager")


@pytest.mark.row("R3", "R10")
@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "POST" in row and name not in ADDS_UP])
def test_sending_a_form_twice_changes_things_once(world, name):
    """Double click, back button, two tabs: the second changes nothing, and the log names once who did the first."""
    address, answers = world.address(name, PARAMETERS[name]), ROWS[name]["POST"]
    may = [role for role in ROLES if answers[role] == YES]
    for role in [role for role in may if role in ONE_OF_EACH] or may[:1]:
        with transaction.atomic():
            client, before, log_before = world.client(role), everything(), audit_log()
            client.post(address, world.data(name))
            once, log_once = everything(), audit_log()
            again = client.post(address, world.data(name))
            twice, log_twice = everything(), audit_log()
            transaction.set_rollback(True)
        assert answer_of(again, "POST") in {YES, RULE, MISSING, SIGN_IN}, role
        assert twice == once, role
        assert log_twice == log_once, role
        changed = {model for model in once if once[model] != before[model]}
        logged = log_once[:]
        for user in log_before:
            logged.remove(user)
        if changed & AUDITED:
            assert set(logged) == {world.people[role].pk}, (role, changed)


def test_every_url_of_the_admin_has_a_row():
    without, too_many = ADMIN_PARAMETERS.keys() - ADMIN_ROWS.keys(), ADMIN_ROWS.keys() - ADMIN_PARAMETERS.keys()
    known = {name for names in RIGHTS.values() for name in names}
    unknown = {f"{space}:{name}" for space, names in ADMIN_PARAMETERS.items() for name in names if name not in known}

    assert not without, f"Say who may open {sorted(without)}: add a row to ADMIN_ROWS in tests/permission_table.py."
    assert not too_many, f"Take {sorted(too_many)} out of ADMIN_ROWS in tests/permission_table.py."
    assert not unknown, f"Say which right {sorted(unknown)} needs: add the name to RIGHTS in tests/permission_table.py."


@pytest.fixture
def unrendered(monkeypatch):
    """Pages of the admin are refused before they are rendered, which takes most of their time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


#: Wagtail keeps all others out before any view of ours is asked, so one of each kind will do.
ADMIN_WALK = ("anonymous", "learner", "manager", *IN_THE_ADMIN)


def admin_expectation(role, who):
    if role in who:
        return {YES, AWAY}
    return {NO, REFUSED_METHOD} if role in IN_THE_ADMIN else {SIGN_IN}


@pytest.mark.row("R4")
@pytest.mark.parametrize("namespace", ADMIN_ROWS)
@pytest.mark.usefixtures("unrendered")
def test_admin_answers_each_role(world, namespace):
    """Those with the right get in; no one else does, by GET or by POST, nor changes anything."""
    for right, who in ADMIN_ROWS[namespace].items():
        for name in ADMIN_PARAMETERS[namespace].keys() & set(RIGHTS[right]):
            address = world.admin_address(namespace, name, ADMIN_PARAMETERS[namespace][name])
            for role in ADMIN_WALK:
                opens_by = "POST" if name in ADMIN_POSTS else "GET"
                for method in (opens_by,) if role in who or role not in IN_THE_ADMIN else ("GET", "POST"):
                    answer, writes, _body = ask(world, role, method, address)
                    where = f"{method} {namespace}:{name} by {role}"
                    if right != "task" or role not in IN_THE_ADMIN:
                        assert answer in admin_expectation(role, who), where
                    if role not in who:
                        assert not writes, where
                    elif name in ADMIN_POSTS:
                        assert ask(world, role, "GET", address)[0] == REFUSED_METHOD, where


@pytest.mark.row("R4")
@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("kind", PAGES)
def test_admin_of_pages_answers_each_role(world, kind):
    for name, who in PAGE_EDITING.items():
        address = reverse(f"wagtailadmin_pages:{name}", args=[world.pages[kind].pk])
        for role in ADMIN_WALK:
            assert ask(world, role, "GET", address)[0] in admin_expectation(role, who), (name, role)


@pytest.mark.row("R4")
@pytest.mark.usefixtures("unrendered")
def test_brand_is_for_administrators(world):
    address = reverse("wagtailsettings:edit", args=["lms", "brand", Site.objects.get().pk])
    for role in ROLES:
        assert ask(world, role, "GET", address)[0] in admin_expectation(role, ADMIN), role


@pytest.mark.parametrize("who", ["learner", "trainer"])
def test_lesson_not_published_is_not_found_even_by_those_enrolled(world, who):
    lesson = world.draft_lesson
    for method, name in (("GET", "lesson"), ("POST", "complete"), ("GET", "discussion"), ("POST", "post_create")):
        address = reverse(f"lms_courses:{name}", args=[lesson.pk])
        assert ask(world, who, method, address, world.data("lms_courses:post_create"))[0] == MISSING, name


def test_lesson_of_a_course_one_has_left_leads_to_the_course(world):
    with transaction.atomic():
        Enrollment.objects.filter(pk=world.enrollment.pk).update(status=Enrollment.Status.WITHDRAWN)
        response = world.client("learner").get(world.lesson.url)
        transaction.set_rollback(True)

    assert response.url == world.course.url
