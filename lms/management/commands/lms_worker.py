from django.core.management.base import CommandError

try:
    from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
except ImportError:  # the site runs tasks by another backend, which has a worker of its own
    from django.core.management.base import BaseCommand as DatabaseWorker

from lms.conf import lms_settings
from lms.leases import LEASE, Lease


class Command(DatabaseWorker):
    help = "Do Fledge's background work, and take up what workers that were killed left behind."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(backend_name=lms_settings.TASK_BACKEND)
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE,
            metavar="SECONDS",
            help="after so long without a sign of life a worker counts as dead (default: %(default)s)",
        )

    def handle(self, *, lease=LEASE, **options):
        if "worker_id" not in options:
            raise CommandError("This site has no task queue in the database. Start the worker of its own backend.")
        kept = Lease(worker_id=options["worker_id"], backend=options["backend_name"], seconds=lease)
        kept.start()
        try:
            super().handle(**options)
        finally:
            kept.stop()
