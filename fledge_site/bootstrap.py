"""Make a bare machine ready, then hand over: `python3 fledge_site/bootstrap.py run | prepare-test | ...`.

Only the standard library, and only syntax that Python 3.6 can read, so that an old Python gets a sentence instead of
a SyntaxError. Every failure is one sentence that says what to do, and exit status 1.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST, NEWEST = (3, 11), (3, 13)

# What WeasyPrint opens at run time, and the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "fontconfig",
}
# What the tests start, under any of these names, and the Debian package that brings it.
PROGRAMS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "PostgreSQL": (("initdb",), "postgresql"),
    "pdftotext": (("pdftotext",), "poppler-utils"),
    "qpdf": (("qpdf",), "qpdf"),
    "nginx": (("nginx",), "nginx-light"),
}

RUN = ["requirements.txt"]
TEST = [*RUN, "tests/requirements.txt"]
LOWEST = [*TEST, "tests/requirements-lowest.txt"]
DOCS = ["docs/requirements.txt"]


def say(sentence):
    print(sentence, flush=True)


def stop(sentence):
    """End with one sentence."""
    sys.exit(sentence)


# --- Python ---


def suitable_python():
    """Return the path of a supported Python other than this one, or None.

    Each candidate is asked for its version: a version manager may leave commands that do not work.
    """
    question = "import sys; print(sys.version_info[0] * 100 + sys.version_info[1])"
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        if path:
            try:
                answer = subprocess.check_output([path, "-c", question], stderr=subprocess.DEVNULL)
            except (OSError, subprocess.CalledProcessError):
                continue
            if int(answer) == 300 + minor:
                return path
    return None


def ensure_python(version, arguments):
    """Go on where this Python is supported, else start again under one that is; without one, say so."""
    if OLDEST <= version <= NEWEST:
        return
    other = suitable_python()
    if other:
        os.execv(other, [other, os.path.abspath(__file__)] + arguments)
    if version < OLDEST:
        stop(
            "Fledge needs Python %d.%d or newer and this is Python %d.%d: install a newer one, "
            "or name one you have with make run PYTHON=/path/to/python3." % (OLDEST + tuple(version))
        )
    say("Python %d.%d is newer than what Fledge was tested with (%d.%d); going on." % (tuple(version) + NEWEST))


# --- System packages ---


def missing_libraries(libraries=LIBRARIES):
    """Return the Debian packages whose libraries this machine cannot load.

    Elsewhere than on Linux the names differ; there the certificates themselves say what they lack.
    """
    missing = []
    if sys.platform != "linux":
        return missing
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package)
    return missing


def missing_programs(programs=PROGRAMS):
    """Return the Debian packages whose programs this machine does not have."""
    return [package for names, package in programs.values() if not any(map(find_program, names))]


def find_program(name):
    """Return the path of a program, looking where Debian keeps servers too; None where there is none."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", *postgresql_folders()])
    return shutil.which(name, path=path)


def postgresql_folders(base="/usr/lib/postgresql"):
    """Return the folders of PostgreSQL's server programs, newest first."""
    versions = os.listdir(base) if os.path.isdir(base) else []
    numbers = sorted((v for v in versions if v.isdigit()), key=int, reverse=True)
    return [os.path.join(base, version, "bin") for version in numbers]


def is_debian():
    return shutil.which("apt-get") is not None


def library_sentence(missing):
    """Return what to tell people who lack `missing`: what does not work, and the command that mends it."""
    if is_debian():
        command = "sudo apt-get install " + " ".join(missing)
    else:
        command = "install pango, harfbuzz (with hb-subset) and fontconfig with your package manager"
    return "Certificates cannot be printed yet, because system libraries are missing: %s." % command


def install_packages(packages):
    """Install Debian packages where this user may; return whether that worked."""
    if not is_debian() or os.geteuid() != 0:
        return False
    say("Installing system packages: %s" % " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "--no-install-recommends", *packages]):
        done = subprocess.run(
            apt + command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode:
            print(done.stdout.decode(errors="replace")[-4000:], file=sys.stderr)
            return False
    return True


def ensure_libraries():
    """Install missing libraries where that is possible.

    A machine that lacks them serves everything but PDFs, so this does not stop; `serve` repeats the sentence below
    the address, where it is seen.
    """
    missing = missing_libraries()
    if missing:
        install_packages(missing)


def ensure_programs():
    """Install what the tests start. In CI a missing one is a failure; elsewhere its tests say why they skip."""
    missing = missing_libraries() + missing_programs()
    if not missing or install_packages(missing):
        return
    sentence = "Some tests need what is missing here: sudo apt-get install %s" % " ".join(missing)
    if os.environ.get("CI"):
        stop(sentence)
    say(sentence + " (they are skipped until then).")


# --- The virtual environment ---


class Environment:
    """A virtual environment with pinned packages, and a stamp that says which set is whole.

    `pip` may be interrupted at any moment. The stamp is taken away before anything changes and written when all is
    done; an environment without its stamp is made anew.
    """

    def __init__(self, folder):
        self.folder = os.path.join(ROOT, folder)
        self.python = os.path.join(self.folder, "bin", "python")
        self.stamp = os.path.join(self.folder, "fledge-packages")

    def ensure(self, files):
        with only_one():
            if self.installed(self.digest(files)):
                return
            try:
                self.install(merged_pins(files))
            except subprocess.CalledProcessError:
                stop(
                    "The Python packages could not be installed (the reason stands above): "
                    "mend that, for instance the network, and give the same command again."
                )
            with open(self.stamp, "w") as stream:
                # `make run` after `make test` finds its packages too: every shorter list is whole as well.
                stream.write("\n".join(self.digest(files[:n]) for n in range(1, len(files) + 1)))

    def digest(self, files):
        """Return what changes when the pins, the Python or the place of the checkout change."""
        return hashlib.sha256("\n".join([sys.version, self.folder, *merged_pins(files)]).encode()).hexdigest()

    def installed(self, wanted):
        """Whether this set of packages is whole."""
        try:
            with open(self.stamp) as stream:
                stamps = stream.read().split()
        except OSError:
            return False
        return wanted in stamps and self.starts()

    def starts(self):
        """Whether the Python that the environment was made from is still there."""
        try:
            return subprocess.call([self.python, "-c", ""], stderr=subprocess.DEVNULL) == 0
        except OSError:
            return False

    def install(self, pins):
        name = os.path.relpath(self.folder, ROOT)
        if os.path.exists(self.stamp) and self.starts():
            say("Bringing the Python packages in %s up to date." % name)
            os.remove(self.stamp)
        else:
            say("Installing Python packages into %s (once; about a minute)." % name)
            self.create()
        listing = os.path.join(self.folder, "pins.txt")
        with open(listing, "w") as stream:
            stream.write("\n".join(pins) + "\n")
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "--requirement", listing], check=True, stdin=subprocess.DEVNULL)

    def create(self):
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            package = "python%d.%d-venv" % sys.version_info[:2]
            if not install_packages([package]):
                stop("This Python cannot make virtual environments: sudo apt-get install %s" % package)
        subprocess.run([sys.executable, "-m", "venv", "--clear", self.folder], check=True)


def merged_pins(files):
    """Return the pins of several requirements files, sorted; where two pin the same package, the later file wins."""
    pins = {}
    for name in files:
        with open(os.path.join(ROOT, name), encoding="utf-8") as stream:
            for line in stream:
                line = line.split("#")[0].strip()
                if line:
                    pins[line.split("==")[0].split("[")[0].lower().replace("_", "-")] = line
    return [pins[key] for key in sorted(pins)]


class only_one:
    """Hold back a second installation beside the first in the same checkout."""

    def __enter__(self):
        import fcntl

        self.stream = open(os.path.join(ROOT, "requirements.txt"))
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Waiting for another installation in this folder to end.")
            fcntl.flock(self.stream, fcntl.LOCK_EX)

    def __exit__(self, *error):
        self.stream.close()


# --- The data folder ---


def data_folder():
    """Return the folder of database, media and keys, as the settings do."""
    return os.path.abspath(os.environ.get("LMS_DATA_DIR") or os.path.join(ROOT, "var"))


def ensure_data_folder(folder):
    """Create the folder and make sure of being able to write there.

    This comes before Django: Wagtail reads the list of static files, which is kept there, while it is imported.
    """
    probe = os.path.join(folder, ".probe-%d" % os.getpid())
    try:
        os.makedirs(folder, exist_ok=True)
        open(probe, "w").close()
        os.remove(probe)
    except OSError as error:
        stop(
            "The data folder %s cannot be written (%s): mend its permissions, "
            "or name another one with LMS_DATA_DIR=/path/to/folder make run." % (folder, error.strerror)
        )


# --- Commands ---


def run():
    ensure_data_folder(data_folder())
    ensure_libraries()
    environment = Environment(".venv")
    environment.ensure(RUN)
    os.chdir(ROOT)
    os.execv(environment.python, [environment.python, "manage.py", "serve"])


def prepare_lint():
    Environment(".venv").ensure(TEST)


def prepare_test():
    ensure_programs()
    Environment(".venv").ensure(TEST)


def prepare_lowest():
    ensure_programs()
    Environment(".venv-lowest").ensure(LOWEST)


def prepare_docs():
    Environment(".venv-docs").ensure(DOCS)


COMMANDS = {
    "run": run,
    "prepare-lint": prepare_lint,
    "prepare-test": prepare_test,
    "prepare-lowest": prepare_lowest,
    "prepare-docs": prepare_docs,
}


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        stop("Say one of: %s." % ", ".join(COMMANDS))
    ensure_python(sys.version_info[:2], arguments)
    COMMANDS[arguments[0]]()


def stop_on_signal(number, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    # So that a stopped installation takes its pip along.
    signal.signal(signal.SIGTERM, stop_on_signal)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped; give the same command again to go on.")
