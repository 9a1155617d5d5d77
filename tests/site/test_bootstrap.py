"""Bare machines, old Pythons and broken installations (row U1): one sentence that says what to do, or a remedy."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fledge_site import bootstrap
from tests.patience import PATIENCE

ROOT = Path(bootstrap.ROOT)
SCRIPT = ROOT / "fledge_site/bootstrap.py"


def run_as(version, arguments, *, path):
    """Run the bootstrap under a Python that says it is another version, with only `path` to find others in."""
    pretend = (
        "import runpy, sys\n"
        f"sys.version_info = {version!r} + ('final', 0)\n"
        f"sys.argv = {[str(SCRIPT), *arguments]!r}\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", pretend], env={"PATH": str(path)}, capture_output=True, text=True, timeout=PATIENCE
    )


def program(folder, name, script):
    """Write an executable shell script."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def one_sentence(text):
    return text.strip().count("\n") == 0 and text.strip().endswith(".") and "Traceback" not in text


def test_old_python_is_told_what_to_do(tmp_path):
    result = run_as((3, 6, 9), ["run"], path=tmp_path)
    assert result.returncode == 1
    assert result.stdout == ""
    assert one_sentence(result.stderr)
    assert result.stderr.startswith("Fledge needs Python 3.11 or newer and this is Python 3.6:")
    assert "PYTHON=" in result.stderr


def test_old_python_hands_over_to_a_newer_one(tmp_path):
    program(tmp_path, "python3.12", 'if [ "$1" = "-c" ]; then echo 312; else echo "started: $@"; fi')
    result = run_as((3, 9, 2), ["prepare-test"], path=f"{tmp_path}:/bin:/usr/bin")
    assert result.returncode == 0
    assert result.stdout.strip() == f"started: {SCRIPT} prepare-test"


def test_a_command_that_only_looks_like_a_newer_python_is_passed_over(tmp_path):
    program(tmp_path, "python3.13", "exit 127")
    program(tmp_path, "python3.12", "echo 309")
    result = run_as((3, 9, 2), ["run"], path=tmp_path)
    assert result.returncode == 1
    assert one_sentence(result.stderr)


def test_bootstrap_is_read_by_old_pythons():
    # The oldest grammar that Python's parser can be asked for: no syntax newer than 3.6.
    import ast

    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_make_without_any_python_says_so(tmp_path):
    for name in ("make", "sh", "git"):
        (tmp_path / name).symlink_to(bootstrap.find_program(name))
    result = subprocess.run(
        [tmp_path / "make", "run"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert result.returncode != 0
    assert "No Python was found: install Python 3.11 or newer" in result.stderr


def test_missing_library_is_named_with_the_command_that_brings_it(tmp_path):
    # A file that is no library hides the one of the system.
    (tmp_path / "libharfbuzz-subset.so.0").write_bytes(b"")
    question = "from fledge_site import bootstrap as b; print(b.library_sentence(b.missing_libraries()))"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}
    output = subprocess.check_output([sys.executable, "-c", question], cwd=ROOT, env=environment, text=True)
    assert one_sentence(output)
    assert "sudo apt-get install libharfbuzz-subset0." in output


def test_missing_program_is_found_missing():
    assert bootstrap.missing_programs({"nothing": (("no-such-program",), "no-such-package")}) == ["no-such-package"]


def test_packages_are_not_installed_by_people_without_the_right(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.install_packages(["libpango-1.0-0"]) is False


@pytest.mark.row("U3")
@pytest.mark.parametrize("in_ci", [True, False])
def test_missing_test_program_is_a_failure_in_ci_only(monkeypatch, capsys, in_ci):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "missing_programs", lambda: ["chromium"])
    monkeypatch.setenv("CI", "true" if in_ci else "")
    if in_ci:
        with pytest.raises(SystemExit, match="sudo apt-get install chromium"):
            bootstrap.ensure_programs()
    else:
        bootstrap.ensure_programs()
        assert "sudo apt-get install chromium (they are skipped until then)." in capsys.readouterr().out


def test_later_pins_win(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    (tmp_path / "new.txt").write_text("# heading\nwagtail==8.0.1  # pages\npsycopg[binary]==3.3\n")
    (tmp_path / "old.txt").write_text("Wagtail==7.4\n")
    assert bootstrap.merged_pins(["new.txt", "old.txt"]) == ["psycopg[binary]==3.3", "Wagtail==7.4"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return tmp_path_factory.mktemp("checkout")


@pytest.fixture
def environment(checkout, monkeypatch):
    """Of a checkout whose requirements are empty, so that nothing is fetched. To make it takes long: tests share it."""
    monkeypatch.setattr(bootstrap, "ROOT", str(checkout))
    (checkout / "requirements.txt").write_text("# nothing\n")
    (checkout / "more.txt").write_text("# nothing either\n")
    return bootstrap.Environment(".venv")


@pytest.mark.release
def test_environment_is_made_once_and_mended_when_interrupted(environment, capsys):
    shutil.rmtree(environment.folder, ignore_errors=True)
    environment.ensure(["requirements.txt", "more.txt"])
    assert "Installing Python packages into .venv" in capsys.readouterr().out
    leftover = Path(environment.folder, "leftover")
    leftover.touch()

    environment.ensure(["requirements.txt"])
    assert capsys.readouterr().out == "", "a shorter list of packages is part of the longer one"

    Path(environment.stamp).unlink()  # what an interrupted installation leaves
    environment.ensure(["requirements.txt"])
    assert "Installing Python packages into .venv" in capsys.readouterr().out
    assert not leftover.exists()


def test_environment_follows_changed_pins(environment, checkout, capsys):
    environment.ensure(["requirements.txt"])
    capsys.readouterr()
    (checkout / "requirements.txt").write_text("pip\n")
    environment.ensure(["requirements.txt"])
    assert capsys.readouterr().out == "Bringing the Python packages in .venv up to date.\n"
    assert environment.installed(environment.digest(["requirements.txt"]))


def test_pins_that_cannot_be_had_end_with_a_sentence(environment, checkout, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (checkout / "requirements.txt").write_text("no-such-package-anywhere==1.0\n")
    with pytest.raises(SystemExit, match="The Python packages could not be installed"):
        environment.ensure(["requirements.txt"])
    assert not Path(environment.stamp).exists()


def start_in(folder, **how):
    """Begin `make run` with this data folder and return what it says, before it comes to anything else."""
    result = subprocess.run(
        [sys.executable, SCRIPT, "run"],
        env={"PATH": "", "LMS_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        **how,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert one_sentence(result.stderr), result.stderr
    return result.stderr


def test_data_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    sentence = start_in(tmp_path / "file" / "var")
    assert sentence == (
        f"The data folder {tmp_path}/file/var cannot be written (Not a directory): mend its permissions, "
        "or name another one with LMS_DATA_DIR=/path/to/folder make run.\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that others may not write")
def test_data_folder_of_somebody_else_is_told():
    question = "import os; from fledge_site import bootstrap as b; os.setuid(65534); b.run()"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        result = subprocess.run(
            [sys.executable, "-c", question],
            cwd=ROOT,
            env={"LMS_DATA_DIR": folder},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert result.returncode == 1
    assert result.stderr.startswith(f"The data folder {folder} cannot be written (Permission denied):")
    assert one_sentence(result.stderr)
