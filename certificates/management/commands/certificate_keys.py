"""Show the keys that certificates are signed with, export their public halves, sign with a new one from now on."""

import json

from django.core.management.base import BaseCommand, CommandError

from certificates.signing import keys
from certificates.signing.models import IssuerKey
from certificates.signing.public_keys import as_key_set
from lms.exceptions import RuleError


class Command(BaseCommand):
    help = "Show, export or rotate the keys that certificates are signed with."
    requires_system_checks = ()

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("show", help="which keys sign, and which did")
        commands.add_parser("export", help="the public keys as JSON Web Key Set, to verify elsewhere")
        rotate = commands.add_parser("rotate", help="make a new key; certificates signed with the old one stay valid")
        rotate.add_argument("purpose", choices=IssuerKey.Purpose.values)

    def handle(self, *, what, **options):
        try:
            getattr(self, what)(**options)
        except RuleError as error:
            raise CommandError(str(error)) from error

    def show(self, **options):
        for key in (keys.credential_key(), keys.document_key()):
            keys.record(key)
            self.stdout.write(f"{key.public.purpose}: {key.public.key_id}, from {key.source}")
            for certificate in key.certificates:
                until = certificate.not_valid_after_utc
                self.stdout.write(f"  {certificate.subject.rfc4514_string()}, until {until:%Y-%m-%d}")
        for old in IssuerKey.objects.exclude(retired_at=None):
            self.stdout.write(f"{old.purpose}: {old.key_id}, retired on {old.retired_at:%Y-%m-%d}")

    def export(self, **options):
        self.stdout.write(json.dumps(as_key_set(keys.known().values()), indent=2))

    def rotate(self, purpose, **options):
        new = keys.rotate(purpose)
        keys.record(new)
        self.stdout.write(f"{purpose}: {new.public.key_id} signs from now on. Running processes see it by themselves.")
