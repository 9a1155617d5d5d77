"""CPU of one certificate, first and further ones. Run in a process of its own: `python -m bench.certificate`."""

import json
import os
import statistics
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
FURTHER = 15


def main():
    import django

    django.setup()
    from certificates import documents
    from certificates.models import CertificateTemplate
    from certificates.pdf import render_pdf

    snapshot = documents.sample(template=CertificateTemplate())
    times = []
    for _ in range(1 + FURTHER):
        begin = time.process_time()
        content = render_pdf(snapshot)
        times.append(1000 * (time.process_time() - begin))
    print(
        json.dumps(
            {
                "cold_ms": round(times[0]),
                "warm_ms": round(statistics.median(times[1:]), 1),
                "kilobytes": round(len(content) / 1024),
            }
        )
    )


if __name__ == "__main__":
    main()
