"""What a certificate costs: `python -m bench.certificate`.

Every figure is taken in a process of its own, so that none is warmed or swollen by another. CPU time, not time: other
work on the machine changes it little.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from bench import tables

DESIGNS = ("classic", "modern", "plain")
#: What the figures may be; see bench/README.md.
BUDGET = {
    "warm_ms": 100,
    "signed_ms": 200,
    "thousand_by_two_s": 150,
    "peak_mib": 120,
    "growth_mib": 2,
    "largest_signed_kib": 45,
}
MEMORY_SETTLED_AFTER = 100
WARM_AFTER = 3  # certificates, one of each design
SAYINGS = {
    "cold_ms": "the first of a process, CPU ms",
    "warm_ms": "further ones, CPU ms",
    "naive_ms": "the same by WeasyPrint's first example, CPU ms",
    "signed_ms": "with credential and signature, CPU ms",
    "one_process_per_s": "signed ones a second, one process",
    "two_processes_per_s": "signed ones a second, two processes",
    "thousand_by_two_s": "1,000 signed ones by two processes, s",
    "site_mib": "memory of the idle site, MiB",
    "peak_mib": "at most beside that, MiB",
    "growth_mib": "more at the end than at the 100th, MiB",
    "naive_peak_mib": "WeasyPrint's first example at most, MiB",
    "largest_signed_kib": "largest signed file, KiB",
}


def make_certificate(number):
    """Return a `Certificate` in no database; each has a name, a code and so a seal of its own."""
    from datetime import UTC, datetime

    from certificates.models import Certificate, CertificateTemplate, StatusList
    from certificates.printing import documents
    from certificates.records.codes import format_code

    people = ("Ada Okonkwo", "Marguerite Okonkwo-Lindqvist", "Tomás Ó Briain", "Zoë Þórsdóttir", "Li Wu")
    code = f"{number:020d}"
    snapshot = documents.sample(
        template=CertificateTemplate(design=DESIGNS[number % 3]), organization="Northwind Works"
    )
    snapshot |= {
        "learner": f"{people[number % 5]} {chr(65 + number % 26)}.",
        "code": code,
        "code_grouped": format_code(code),
        "url": f"https://learning.example/learning/verify/{format_code(code)}/",
    }
    issued_at = datetime(2026, 3, 21, 12, tzinfo=UTC)
    return Certificate(
        snapshot=snapshot,
        verification_code=code,
        completed_at=issued_at,
        issued_at=issued_at,
        status_list=StatusList(pk=1),
        status_index=number,
    )


def draw(number):
    from certificates.printing.pdf import render_pdf

    return render_pdf(make_certificate(number).snapshot)


def sign(number):
    """Return the file as it is handed out: with its credential and signature."""
    from certificates.printing.pdf import render_pdf
    from certificates.signing import credentials, keys
    from certificates.signing import pdf as signing

    certificate = make_certificate(number)
    token = credentials.sign_document(
        credentials.document_of(certificate),
        key=keys.credential_key(),
        origin=credentials.origin_of(certificate),
    )
    return signing.append_signature(render_pdf(certificate.snapshot, credential=token), key=keys.document_key())


def draw_naively(number):
    """Return the same sheet as WeasyPrint's first example draws it: the machine's fonts, parsed CSS each time."""
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcherResponse

    from certificates.printing import pdf
    from lms.pdf.printing import SCHEME

    document = make_certificate(number).snapshot
    pictures = {SCHEME + name: picture for name, picture in pdf._draw(document).items()}

    def fetch(url):
        return URLFetcherResponse(url, pictures[url].encode(), {"Content-Type": "image/svg+xml"})

    return HTML(
        string=render_to_string(f"lms_certificates/designs/{document['design']}.html", pdf._sheet(document)),
        url_fetcher=fetch,
    ).write_pdf(
        stylesheets=[
            CSS(string=css)
            for css in (
                pdf._size_css(pdf.SIZES[0]),
                pdf._color_css(document["accent"]),
                pdf._design_css(document["design"]),
            )
        ],
        pdf_variant="pdf/ua-1",
    )


WAYS = {"draw": draw, "sign": sign, "naive": draw_naively}


def resident_mib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def work(way, first, number):
    """Make `number` certificates and print what they cost. Memory is counted beside that of the idle site."""
    import django

    django.setup()
    make, site = WAYS[way], resident_mib()
    costs, sizes, settled = [], [], None
    began = time.perf_counter()
    for n in range(first, first + number):
        before = time.process_time()
        sizes.append(len(make(n)))
        costs.append(1000 * (time.process_time() - before))
        if n - first == MEMORY_SETTLED_AFTER:
            settled = resident_mib()
    print(
        json.dumps(
            {
                "cold_ms": round(costs[0]),
                "warm_ms": round(statistics.median(costs[WARM_AFTER:]), 1),
                "seconds": round(time.perf_counter() - began, 1),
                "cpu_seconds": round(sum(costs) / 1000, 1),
                "site_mib": round(site, 1),
                "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - site, 1),
                "growth_mib": None if settled is None else round(resident_mib() - settled, 1),
                "largest_kib": round(max(sizes) / 1024, 1),
            }
        )
    )


def prepare():
    """Make the keys that all processes sign with; a new one is made out to the site in the database."""
    import django

    django.setup()
    from bench.sites import migrate
    from certificates.signing import keys

    migrate()
    keys.credential_key()
    keys.document_key()


def start(environment, way, number, first=0):
    command = [sys.executable, "-m", "bench.certificate", "--way", way, "--first", str(first), str(number)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def finish(process):
    answer, _ = process.communicate()
    if process.returncode:
        raise SystemExit("A certificate could not be made.")
    return json.loads(answer.splitlines()[-1])


def measure(number):
    """Return the figures for `number` certificates, more than 2 * WARM_AFTER."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings", "KEY_DIRECTORY": folder}
        subprocess.run([sys.executable, "-m", "bench.certificate", "--prepare"], env=environment, check=True)
        return _measure(environment, number)


def _measure(environment, number):
    few, half = min(60, number), number // 2
    drawn, naive = (finish(start(environment, way, few)) for way in ("draw", "naive"))
    alone = finish(start(environment, "sign", number))
    both = [finish(process) for process in [start(environment, "sign", half, first) for first in (0, half)]]
    seconds = max(each["seconds"] for each in both)
    return {
        "certificates": number,
        "cold_ms": drawn["cold_ms"],
        "warm_ms": drawn["warm_ms"],
        "naive_ms": naive["warm_ms"],
        "naive_peak_mib": naive["peak_mib"],
        "signed_ms": alone["warm_ms"],
        "one_process_per_s": round(number / alone["seconds"], 1),
        "two_processes_per_s": round(number / seconds, 1),
        "thousand_by_two_s": round(1000 * seconds / number, 1),
        "cpu_of_two_s": round(sum(each["cpu_seconds"] for each in both), 1),
        "site_mib": alone["site_mib"],
        "peak_mib": alone["peak_mib"],
        "growth_mib": alone["growth_mib"],
        "largest_signed_kib": alone["largest_kib"],
    }


def show(figures):
    tables.show(
        f"{figures['certificates']:,} certificates in three designs",
        ["", "measured"],
        [[saying, tables.against(figures[name], BUDGET.get(name))] for name, saying in SAYINGS.items()],
    )


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.certificate")
    parser.add_argument("number", type=int, nargs="?", default=1000, help="signed certificates")
    parser.add_argument("--smoke", action="store_true", help="the smallest size")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepare:
        prepare()
    elif arguments.way:
        work(arguments.way, arguments.first, arguments.number)
    else:
        smallest = 2 * WARM_AFTER + 2
        if arguments.number < smallest:
            parser.error(f"At least {smallest} certificates are needed.")
        figures = measure(smallest if arguments.smoke else arguments.number)
        show(figures)
        tables.keep("certificate", figures)


if __name__ == "__main__":
    main()
