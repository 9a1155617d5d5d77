"""Browser journeys: a site served as `make run` serves it, with the demonstration, and people in Debian's chromium."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import static_files, template_database
from tests.patience import PATIENCE, START_PATIENCE, free_port, wait_until

from .visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The people of one demonstration meet each other, so they live in one process.
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if not Path(CHROMIUM).exists():
                if os.environ.get("CI"):
                    raise pytest.UsageError(f"{CHROMIUM} is missing: sudo apt-get install chromium")
                item.add_marker(pytest.mark.skip(f"{CHROMIUM} is missing: sudo apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(django_db_setup):
    # The database is made first: Django refuses to do that beside the event loop that Playwright leaves running.
    return {"executable_path": CHROMIUM, "args": FLAGS, "timeout": 1000 * PATIENCE}


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """The folder with the data of the site."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(data, django_db_setup):
    """Serve a fresh demonstration by `manage.py serve` and yield its address, such as `http://127.0.0.1:8123`."""
    port, folder = free_port(), data
    template_database.copy_to(folder / "fledge.sqlite3")
    static_files.copy_to(folder / "static")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev",
        "LMS_DATA_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    log = (folder / "serve.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"

    def answers():
        assert process.poll() is None, f"The site ended at once:\n{said()}"
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/learning/health/", timeout=PATIENCE):
            return True

    def said():
        return (folder / "serve.log").read_text()

    try:
        wait_until(answers, explain=said, seconds=START_PATIENCE)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)
        log.close()
        sys.stdout.write(said()[-8000:])  # pytest shows it where a journey failed


@pytest.fixture
def visit(browser, site):
    """Return a function that brings a person to the site, each in a browser context of their own.

    `visit("learner")` signs in; `visit()` stays anonymous; other arguments are Playwright's for the context, such as
    `java_script_enabled=False`.
    """
    contexts = []

    def come(username=None, **options):
        options = {"viewport": {"width": 1280, "height": 800}, "base_url": site, "locale": "en-US"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        visitor = Visitor(context.new_page(), site, scripts=options.get("java_script_enabled", True))
        if username:
            visitor.sign_in(username)
        return visitor

    yield come
    for context in contexts:
        context.close()
