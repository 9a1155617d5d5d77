"""A task that a test can look at from outside: it says when it begins, and waits to be told to end."""

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
