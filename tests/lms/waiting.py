"""Tasks that a test can look at from outside: they say when they begin, and wait or hang."""

import re
import time
from pathlib import Path

from django_tasks import task


@task()
def wait_for_word(folder):
    """Write a line into `begun`; end as soon as `go` is there."""
    folder = Path(folder)
    with (folder / "begun").open("a") as begun:
        begun.write("once\n")
    while not (folder / "go").exists():
        time.sleep(0.05)
    with (folder / "ended").open("a") as ended:
        ended.write("once\n")


@task()
def hang(folder, times):
    """Hang when it is tried for the first so many times: first asleep, then in C code that keeps Python's lock."""
    begun = Path(folder) / "begun"
    with begun.open("a") as stream:
        stream.write("once\n")
    tries = begun.read_text().count("\n")
    if tries > times:
        return
    if tries == 1:
        time.sleep(3600)
    re.match(r"(a|aa)+$", "a" * 200 + "b")
