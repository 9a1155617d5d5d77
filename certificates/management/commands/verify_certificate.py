"""Verify a certificate with nothing but its file and the public keys: no network, no database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certificates.signing import keys, public_keys
from certificates.verification.verify import Verdict, verify
from lms.exceptions import RuleError

#: Exit status by verdict; 2 is for what cannot be read.
EXIT = {
    Verdict.GENUINE: 0,
    Verdict.EXPIRED: 3,
    Verdict.ALTERED: 4,
    Verdict.TRUNCATED: 4,
    Verdict.UNKNOWN_SIGNER: 5,
    Verdict.NOT_OURS: 6,
}


class Command(BaseCommand):
    help = (
        "Say whether a file (PDF, badge as SVG, credential as JWT) is a genuine, unchanged certificate. Exit status: "
        "0 genuine, 3 expired, 4 altered or incomplete, 5 signed by an unknown party, 6 no certificate, 2 not readable."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help="the certificate")
        parser.add_argument(
            "--keys",
            metavar="FILE",
            help="public keys to trust: a JSON Web Key Set, as the site serves it at issuer/keys/, or a certificate as "
            "PEM. By default those in the folder of keys.",
        )

    def handle(self, *, file, **options):
        try:
            result = verify(_read(file), trusted=self.trusted(options["keys"]))
        except RuleError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(result.sentence)
        for name in ("learner", "course", "organization", "code"):
            if name in result.facts:
                self.stdout.write(f"{name}: {result.facts[name]}")
        for name in ("issued_on", "expires_on"):
            if result.facts.get(name):
                self.stdout.write(f"{name.removesuffix('_on')}: {result.facts[name]:%Y-%m-%d}")
        self.stdout.write(f"result: {result.verdict.value}")
        if status := EXIT[result.verdict]:
            raise SystemExit(status)

    def trusted(self, file):
        if file:
            return {key.key_id: key for key in public_keys.read(_read(file))}
        found = keys.on_disk()
        if not found:
            raise CommandError("There are no keys here to compare with: name a file with --keys.", returncode=2)
        return found


def _read(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error
