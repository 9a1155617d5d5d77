"""How people read days and moments: in one way on every page and in every mail."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from lms.days import write_date, write_datetime

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DAY, MOMENT = date(2026, 9, 7), datetime(2026, 9, 7, 22, 30, tzinfo=UTC)
#: Django's own formats with a year: "Sept. 7, 2026" in English, where Fledge writes "Sep 7, 2026".
DJANGO_S_OWN = re.compile(
    r"\|date(?=[^:\w])|\|date:\"(?:SHORT_)?DATE(?:TIME)?_FORMAT\""
    r"|(?:\{\{ |\b(?:date|day)=)[\w.]*(?:_date|_on|_at)(?:\|default[^}]*)? [}%]"
)
#: What certificates are printed with holds dates in words already.
PRINTED = TEMPLATES / "lms_certificates/designs"


def test_date_has_a_short_month_without_a_period():
    assert (write_date(DAY), write_datetime(MOMENT)) == ("Sep 7, 2026", "Sep 7, 2026, 10:30 p.m.")


@pytest.mark.parametrize(("language", "words"), [("de", "7. September 2026"), ("en-gb", "7 Sep 2026")])
def test_date_is_written_as_the_language_does(language, words):
    with translation.override(language):
        assert write_date(DAY) == words


def test_page_writes_a_moment_in_the_active_time_zone():
    written = Template("{% load lms %}{{ moment|lms_date }} / {{ moment|lms_datetime }} / {{ nothing|lms_date }}")

    with timezone.override("Asia/Kolkata"):
        assert written.render(Context({"moment": MOMENT, "nothing": None})) == "Sep 8, 2026 / Sep 8, 2026, 4 a.m. / "


def test_no_template_leaves_a_date_to_django():
    pages = [path for path in TEMPLATES.rglob("*.html") if PRINTED not in path.parents]
    found = [str(path) for path in pages if DJANGO_S_OWN.search(path.read_text(encoding="utf-8"))]

    assert found == []
