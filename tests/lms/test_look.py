"""What holds the look together: icons exist, pages stay light, error pages need nothing."""

import gzip
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string

from brainstorm.sessions.kinds import Kind
from lms.pages.statuses import register_statuses
from lms.templatetags import lms as tags

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "lms/static/lms"
KIB = 1024


def render(source, **context):
    return Template("{% load lms %}" + source).render(Context(context))


def used_icons():
    """{name: where} of every icon that a template names outright, and of those that stand for kinds and statuses."""
    names = {kind.icon: kind for kind in Kind}
    for app in ("courses", "brainstorm", "certificates"):
        names |= {icon: app for _tone, icon, _word in import_module(f"{app}.apps").STATUSES.values()}
    for path in TEMPLATES:
        for name in re.findall(r"""lms_icon ["']([\w-]+)["']""", path.read_text()):
            names[name] = path.name
    return names


def test_icons_in_use_are_in_the_vendored_file():
    assert {name: where for name, where in used_icons().items() if name not in tags.icon_symbols()} == {}


def test_pages_add_to_the_styles_and_scripts_of_the_frame():
    """A host brings its own and all of ours in these blocks (README.md, step 5): a page without them would be bare."""
    opened = re.compile(r"\{% block extra_(?:css|js) %\}(?!\{\{ block\.super \}\})")
    assert [path.name for path in TEMPLATES if opened.search(path.read_text())] == ["base.html"]


def test_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in render('{% lms_icon "house" %}')


def test_status_is_an_icon_and_a_word():
    assert re.sub(r"<svg.*</svg>", "", render('{% lms_status "overdue" %}')) == (
        '<span class="lms-status lms-status--danger"> Overdue</span>'
    )


def test_status_that_no_app_has_registered_is_written_as_it_is():
    assert re.sub(r"<svg.*</svg>", "", render('{% lms_status "napping" %}')) == (
        '<span class="lms-status lms-status--muted"> napping</span>'
    )


def test_status_is_registered_once():
    with pytest.raises(ValueError, match="'overdue' is registered twice"):
        register_statuses({"overdue": ("danger", "clock", "Late")})


def test_kind_of_idea_is_an_icon_and_a_word_in_its_tone():
    kind = Template("{% load lms_brainstorm %}{% lms_kind 'pain_point' %}").render(Context())

    assert re.sub(r"<svg.*</svg>", "", kind) == (
        '<span class="lms-kind lms-status lms-status--danger "> Pain point</span>'
    )


def test_label_of_a_status_is_escaped():
    assert "&lt;b&gt;" in render("{% lms_status 'met' label %}", label="<b>")


@pytest.mark.parametrize(
    ("value", "total", "percent"), [(0, 0, 0), (0, 8, 0), (3, 8, 37), (2, 3, 66), (999, 1000, 99), (8, 8, 100)]
)
def test_ring_never_says_more_than_is_done(value, total, percent):
    assert f">{percent} %<" in render("{% lms_ring value total %}", value=value, total=total)


@pytest.mark.parametrize(
    ("name", "letters"), [("Odile Marchetti", "OM"), ("jun", "J"), ("Ada de la Cruz", "AD"), ("", ""), ("علي", "ع")]
)
def test_initials_are_two_letters_at_most(name, letters):
    assert render("{{ name|initials }}", name=name) == letters


def test_styles_of_every_page_leave_room_within_60_kib():
    sheets = ["vendor/bootstrap/bootstrap-subset.css", *(f"css/{path.name}" for path in (STATIC / "css").glob("*.css"))]
    files = [STATIC / name for name in (*sheets, "js/theme.js", "vendor/htmx/htmx.min.js")]
    files += [Path(finders.find(name)) for name in tags.lms_stylesheets()]

    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 50 * KIB


def test_pages_load_the_styles_that_apps_register():
    assert tags.lms_stylesheets() == ["lms_courses/courses.css"]
    assert '<link rel="stylesheet" href="/static/lms_courses/courses.css">' in render_to_string("404.html")


@pytest.mark.django_db
def test_style_guide_draws_the_components_of_all_apps(client, settings):
    settings.DEBUG = True
    page = client.get("/learning/styleguide/").content.decode()

    assert all(f'"{name}"' in page for name in ("lms-next", "lms-shelf", "lms-phases"))


def test_styles_load_nothing_from_another_host():
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text()
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text), sheet.name
        assert "sourceMappingURL" not in text, sheet.name


@pytest.mark.parametrize("folder", ["bootstrap", "bootstrap-icons", "fonts", "htmx"])
def test_vendored_work_carries_its_license(folder):
    assert [path for path in (STATIC / "vendor" / folder).iterdir() if "LICENSE" in path.name or "OFL" in path.name]


def test_page_of_a_broken_server_needs_neither_request_nor_database():
    assert "It is not your doing." in render_to_string("500.html")


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_error_page_needs_no_request(name):
    assert "lms-single" in render_to_string(name)
