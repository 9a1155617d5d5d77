"""Attempts are counted exactly, whoever counts at the same time, and forgotten when their window is over."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.throttling import Throttle, ThrottledError, too_many_attempts
from lms.models import AttemptCount
from tests import template_database
from tests.patience import PATIENCE
from tests.test_architecture import ROOT

pytestmark = pytest.mark.row("R18")
THROTTLE = Throttle("tests", limit=3, seconds=60)


def end_windows():
    AttemptCount.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_limit_is_reached_by_one_person_only():
    assert [THROTTLE.take("ann") for _attempt in range(5)] == [True, True, True, False, False]
    assert THROTTLE.take("bea")
    assert Throttle("others", limit=3, seconds=60).take("ann")


@pytest.mark.django_db
def test_window_ends_and_begins_anew():
    assert THROTTLE.seconds_left("ann") == 0
    for _attempt in range(4):
        THROTTLE.take("ann")
    assert 0 < THROTTLE.seconds_left("ann") <= 60
    end_windows()
    assert THROTTLE.seconds_left("ann") == 0
    assert [THROTTLE.take("ann") for _attempt in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_attempts_given_back_and_forgotten_do_not_count():
    for _attempt in range(3):
        THROTTLE.take("ann")
    THROTTLE.give_back("ann", 2)
    assert [THROTTLE.take("ann") for _attempt in range(3)] == [True, True, False]
    THROTTLE.give_back("ann", 4)  # more than there are: nothing
    assert not THROTTLE.take("ann")
    assert (THROTTLE.forget("ann"), THROTTLE.forget("ann")) == (3, 0)
    assert THROTTLE.take("ann")


@pytest.mark.django_db
def test_windows_that_are_over_are_swept_and_name_nobody():
    for number in range(5):
        THROTTLE.take(f"ann{number}")
    end_windows()
    THROTTLE.take("bea")
    [row] = AttemptCount.objects.all()
    assert "bea" not in row.key


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["x" * 100_000, "\x00", "\ud800", "", "🙂"])
def test_whatever_somebody_types_can_be_counted(who):
    assert THROTTLE.take(who)


@pytest.mark.django_db
def test_refusal_says_how_long_to_wait():
    for _attempt in range(3):
        THROTTLE.take_or_raise("ann")
    with pytest.raises(ThrottledError, match=r"^Too many attempts\. Try again in 1 minute\.$") as caught:
        THROTTLE.take_or_raise("ann")
    assert 0 < caught.value.seconds <= 60


@given(st.integers(0, 100_000))
def test_minutes_are_rounded_up(seconds):
    minutes = int("".join(filter(str.isdigit, too_many_attempts(seconds))))
    assert minutes >= 1
    assert (minutes - 1) * 60 < max(seconds, 1) <= minutes * 60


@pytest.mark.django_db(transaction=True)
def test_hundred_attempts_at_once_pass_up_to_the_limit():
    throttle = Throttle("at once", limit=20, seconds=600)

    def attempt(_number):
        try:
            return throttle.take("ann")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(100))) == 20
    assert AttemptCount.objects.get().count == 20


@pytest.mark.django_db(transaction=True)
def test_attempts_forgotten_by_several_at_once_are_told_to_one():
    """Whoever signs in gives them back to the network, and could give back more than they took."""
    together = Barrier(8)

    def forget(_number):
        try:
            connection.ensure_connection()
            together.wait(PATIENCE)
            return THROTTLE.forget("ann")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        for _round in range(20):
            for _attempt in range(3):
                THROTTLE.take("ann")
            assert sum(pool.map(forget, range(8))) == 3


COUNT = """
import json
from lms.accounts.throttling import Throttle
throttle = Throttle("processes", limit=20, seconds=600)
print(json.dumps(sum(throttle.take("ann") for _attempt in range(30))))
"""


def test_processes_count_together(tmp_path, django_db_setup):
    template_database.copy_to(tmp_path / "fledge.sqlite3")
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", COUNT]
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev",
        "LMS_DATA_DIR": str(tmp_path),
    }
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _each in range(3)
    ]
    assert sum(json.loads(process.communicate()[0]) for process in processes) == 20
