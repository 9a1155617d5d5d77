"""Fledge in a fresh `wagtail start` site, by the steps of README.md and nothing else (row U4).

The wheel does all of it; then the same site is served with the checkout in the place of the wheel (`pip install -e`).
All of it happens twice: the second host has its own user, image and document models (row U8).
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.patience import PATIENCE, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
#: What a host writes that has models of its own, before it has a database.
OWN_MODELS = """
INSTALLED_APPS += ["variant"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "variant.Person"
WAGTAILIMAGES_IMAGE_MODEL = "variant.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "variant.Paper"
"""
APPS = {"lms": "lms", "courses": "lms_courses", "brainstorm": "lms_brainstorm", "certificates": "lms_certificates"}

pytestmark = pytest.mark.host


def call(*command, cwd, **environment):
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (file,) = folder.glob("wagtail_fledge-*.whl")
    return file


def readme_steps():
    """Return the code blocks of README's section "Add it to your site", in order, as (language, code)."""
    section = re.search(r"^## Add it to your site\n(.*?)(?=^## |\Z)", (ROOT / "README.md").read_text(), re.S | re.M)[1]
    blocks = re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", section, re.S | re.M)
    return [(language, re.sub(rf"^{indent}", "", code, flags=re.M)) for indent, language, code in blocks]


def test_readme_has_the_steps_that_this_test_follows():
    assert [language for language, _ in readme_steps()] == ["sh", "python", "python", "sh", "html"]


def test_wheel_holds_the_plugin_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(APPS)
    for app, label in APPS.items():
        folder = ROOT / "templates" / label
        expected = {f"{app}/templates/{label}/{file.relative_to(folder)}" for file in folder.rglob("*.html")}
        assert expected <= names
        assert f"{app}/py.typed" in names
        assert f"{app}/migrations/0001_initial.py" in names
    assert "lms/static/lms/css/tokens.css" in names
    assert [name for name in names if name.startswith("lms/pdf/fonts/")]


def make_environment(folder, *fledge):
    """Return a Python with Fledge, installed from `fledge`, and all it stands on from the environment of this test."""
    call(sys.executable, "-m", "venv", "--without-pip", folder, cwd=ROOT)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(call(python, "-c", ask, cwd=folder).strip())
    (packages / "tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    call(*pip, "--no-compile", "--no-build-isolation", *fledge, cwd=folder)
    return python


class Host:
    """A site of someone else. `templates` and `settings` are where its owner would write."""

    def __init__(self, folder, wheel):
        self.folder = folder / "project"
        self.python = make_environment(folder / "venv", wheel)
        self.folder.mkdir()
        start = "from wagtail.bin.wagtail import main; main()"
        call(self.python, "-c", start, "start", "firm", self.folder, cwd=folder)
        self.templates = self.folder / "firm" / "templates"

    def bring_own_models(self):
        """Put the app of tests/variant into the project."""
        variant = ROOT / "tests/variant"
        shutil.copytree(variant / "migrations", self.folder / "variant/migrations", ignore=lambda *_: ["__pycache__"])
        shutil.copy(variant / "models.py", self.folder / "variant")
        (self.folder / "variant/__init__.py").touch()
        with (self.folder / "firm/settings/base.py").open("a") as stream:
            stream.write(OWN_MODELS)

    def manage(self, *arguments):
        return call(self.python, "manage.py", *arguments, cwd=self.folder)

    def follow_readme(self):
        """Do the five steps; `pip install` is done by the fixture, from the wheel instead of an index."""
        (_, install), (_, settings), (_, url), (_, commands), (_, base) = readme_steps()
        assert install == "pip install wagtail-fledge\n"
        with (self.folder / "firm/settings/base.py").open("a") as stream:
            stream.write("\n" + settings)
        urls = self.folder / "firm/urls.py"
        text = urls.read_text()
        catch_all = '    path("", include(wagtail_urls)),\n'
        assert text.count(catch_all) == 1
        urls.write_text(text.replace(catch_all, f"    {url.strip()}\n{catch_all}"))
        (self.templates / "lms").mkdir()
        (self.templates / "lms/base.html").write_text(base)
        for command in commands.splitlines():
            python, *arguments = command.split()
            assert python == "python"
            call(self.python, *arguments, cwd=self.folder)


@pytest.fixture(scope="module", params=["Wagtail's models", "own models"])
def host(request, wheel, tmp_path_factory):
    site = Host(tmp_path_factory.mktemp("host"), wheel)
    site.has_own_models = request.param == "own models"
    if site.has_own_models:
        site.bring_own_models()
    base = site.templates / "base.html"
    # A mark that only the host's own frame has.
    base.write_text(base.read_text().replace("</body>", "<footer>The firm's own footer</footer></body>"))
    site.follow_readme()
    return site


@pytest.fixture(scope="module")
def made(host):
    """One of everything, made in the host, and a session of each role."""
    script = call(host.python, ROOT / "tests/host/content.py", "firm.settings.dev", cwd=host.folder)
    made = json.loads(script.splitlines()[-1])
    assert Path(made["package"]).is_relative_to(host.folder.parent), "not the wheel, but the checkout, was tested"
    return made


@contextlib.contextmanager
def serving(host, made, python):
    """Serve the host by `python`. Yields a function that asks for a page: (status, type, body)."""
    port = free_port()
    log = (host.folder / "server.log").open("w")
    server = subprocess.Popen(
        [python, "manage.py", "runserver", "--noreload", str(port)],
        cwd=host.folder,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )

    def get(path, role="learner", **headers):
        headers["Cookie"] = f"sessionid={made['sessions'][role]}"
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, response.headers.get_content_type(), response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get_content_type(), error.read()

    def answers():
        assert server.poll() is None, (host.folder / "server.log").read_text()
        with contextlib.suppress(urllib.error.URLError):
            return get("/admin/login/")

    try:
        wait_until(answers)
        yield get
    finally:
        server.terminate()
        server.wait(PATIENCE)
        log.close()


@pytest.fixture(scope="module")
def get(host, made):
    with serving(host, made, host.python) as get:
        yield get


def assert_pages_stand_in_the_hosts_frame(get, made):
    for name, path in made["pages"].items():
        status, kind, body = get(path)
        text = body.decode()
        assert (name, status, kind) == (name, 200, "text/html")
        assert "The firm's own footer" in text, name
        assert text.count("<html") == text.count("<main") == text.count("<h1") == 1, name
        assert '<link rel="stylesheet" href="/static/lms/css/tokens.css">' in text, name


@pytest.mark.row("U4")
def test_pages_stand_in_the_hosts_own_frame(get, made):
    assert_pages_stand_in_the_hosts_frame(get, made)
    assert "First steps" in get(made["pages"]["course"])[2].decode()
    assert "People follow people." in get(made["pages"]["lesson"])[2].decode()
    status, kind, body = get(made["pdf"])
    assert (status, kind, body[:5]) == (200, "application/pdf", b"%PDF-")


@pytest.mark.row("U8")
@pytest.mark.parametrize("role", ["learner", "trainer", "manager", "facilitator", "admin"])
def test_pages_of_each_role_open(get, made, host, role):
    answers = {path: get(path, role)[0] for path in made["pages_of_roles"][role]}

    assert answers == dict.fromkeys(answers, 200)
    assert "Traceback" not in (host.folder / "server.log").read_text()


@pytest.mark.row("U8")
def test_people_come_from_a_file_and_pictures_from_a_course_file(made, host):
    assert made["enrolled_by_file"] == [200, 1]
    left = ["“Cover” has no “credit”, which a course file does not contain. Add it later."]
    assert made["notes_of_copy"] == (left if host.has_own_models else [])


@pytest.mark.row("U11")
def test_second_site_has_its_own_catalog_and_keeps_its_links(get, made):
    for title, path in made["second_site"].items():
        status, _, body = get(path, Host=made["second_host"])
        text = body.decode()
        assert (title, status) == (title, 200)
        assert f"<h1>{title}</h1>" in text
        assert f'href="{made["second_site"]["Second steps"]}' in text
        assert "First steps" not in text
        assert "http://localhost" not in text


def test_host_serves_the_plugins_static_files(get):
    assert get("/static/lms/css/tokens.css")[0] == 200


def test_host_needs_no_migrations_of_its_own(host):
    host.manage("makemigrations", "--check", "--dry-run")


def test_host_admin_is_left_as_it_was(get):
    """Fledge puts no style or script of its own on every page of the host's admin."""
    status, _, body = get("/admin/login/")
    assert status == 200
    assert b"static/lms" not in body


def test_editable_install_serves_the_same_pages(host, made, tmp_path):
    python = make_environment(tmp_path / "venv", "--editable", ROOT)
    ask = "import certificates, lms; print(lms.__file__, certificates.__file__, sep='\\n')"
    assert call(python, "-c", ask, cwd=host.folder).split() == [
        str(ROOT / "lms/__init__.py"),
        str(ROOT / "certificates/__init__.py"),
    ]

    with serving(host, made, python) as get:
        assert_pages_stand_in_the_hosts_frame(get, made)
