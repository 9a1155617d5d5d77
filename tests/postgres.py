"""A PostgreSQL of one's own: made in a temporary folder, spoken to over a socket there, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from urllib.parse import quote

from fledge_site.bootstrap import find_program
from tests.patience import START_PATIENCE

# Nothing here outlives the run, so nothing has to reach the disk.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def available():
    return find_program("initdb") is not None


@contextlib.contextmanager
def private_cluster():
    """Yield the DATABASE_URL of a fresh PostgreSQL that ends with the block.

    PostgreSQL refuses to run as root; there it runs as Debian's user `postgres`.
    """
    folder = tempfile.mkdtemp(prefix="fledge-pg-")
    as_postgres = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def call(program, *arguments):
        done = subprocess.run(
            [*as_postgres, find_program(program), *arguments],
            cwd=folder,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
    try:
        call("initdb", "-D", data, "-U", "fledge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{SPEED} -c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=130"
        call("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", str(START_PATIENCE), "start")
        try:
            yield f"postgresql://fledge@{quote(folder, safe='')}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
