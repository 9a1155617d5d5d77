"""`make run` in a bare clone with an empty home, as the first reader of the README does it (row U1).

It fetches every package, so it needs the network and about a minute.
"""

import os
import resource
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.patience import PATIENCE, free_port

ROOT = Path(__file__).resolve().parents[2]
#: Seconds of processor. A second start takes about two, the first one a minute.
SECOND_START = 10

pytestmark = pytest.mark.release


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The files that git knows or would add, and nothing that a start has left."""
    folder = tmp_path_factory.mktemp("clone") / "fledge"
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, text=True)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() or (ROOT / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def make_run(clone, signal_number, cpu_seconds=resource.RLIM_INFINITY):
    """Run `make run` until the site answers, then end it. Returns (what it said, front page)."""
    port = free_port()
    home = clone.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
    process = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PORT": str(port), **kept},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds)),
    )
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl-C ends it"):
                break
        assert f"Fledge is running at http://127.0.0.1:{port}/\n" in said, said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as response:
            page = response.read().decode()
    finally:
        os.killpg(process.pid, signal_number)
        with process:
            said += process.stdout.read()
    assert "Traceback" not in said
    return said, page


@pytest.mark.row("U1")
def test_bare_clone_runs_and_runs_again(clone):
    assert not (clone / ".venv").exists()
    said, page = make_run(clone, signal.SIGINT)
    assert "Installing Python packages into .venv" in said
    assert "Loading the demonstration content" in said
    assert "Sign in as learner, trainer, facilitator, manager or admin: password fledge-demo" in said
    assert "First steps" in page

    said, again = make_run(clone, signal.SIGTERM, cpu_seconds=SECOND_START)
    assert "Installing" not in said
    assert "Loading" not in said
    assert "First steps" in again
