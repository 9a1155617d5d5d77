"""`make bench`: run the parts of the benchmark, each in a process of its own. What they mean: bench/README.md."""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

#: Every module of this folder that can be run, and whether `make bench` runs it unasked.
PARTS = {
    "pages": True,
    "over_http": True,
    "certificate": True,
    "reports": False,
    "load": False,
    "batch": False,
    "brainstorm": False,
    "attacks": False,
    "silent_servers": False,
}


def run(part, *arguments):
    """Return how a part ended and what it printed."""
    command = [sys.executable, "-m", f"bench.{part}", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)


def main():
    parser = argparse.ArgumentParser(prog="make bench BENCH_ARGS=...")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--smoke", action="store_true", help="the smallest size of all parts, to see that they run")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"There is no part {', '.join(sorted(unknown))}, only {', '.join(PARTS)}.")
    parts = arguments.parts or [part for part, is_usual in PARTS.items() if is_usual or arguments.smoke]
    options = ["--smoke"] if arguments.smoke else []

    failed = []
    # What is measured must not run beside anything else; what is only tried may.
    with ThreadPoolExecutor(os.cpu_count() if arguments.smoke else 1) as pool:
        for part, done in zip(parts, pool.map(lambda part: run(part, *options), parts), strict=True):
            print(done.stdout, flush=True)
            if done.returncode:
                failed.append(part)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}. The reason stands above.")


if __name__ == "__main__":
    main()
