from django.core.management.base import CommandError

try:
    from django_tasks_db.compat import task_finished, task_started
    from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
except ImportError:  # the site runs tasks by another backend, which has a worker of its own
    from django.core.management.base import BaseCommand as DatabaseWorker

from lms.conf import lms_settings
from lms.jobs.heartbeats import LEASE, Lease, put_back
from lms.jobs.queue import time_limit


class Command(DatabaseWorker):
    help = "Run Fledge's background tasks, and resume those of workers that were killed or hung."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(backend_name=lms_settings.TASK_BACKEND)
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE,
            metavar="SECONDS",
            help="how long a worker can be silent before it counts as dead (default: %(default)s)",
        )
        parser.add_argument(
            "--task-timeout",
            type=float,
            default=lms_settings.TASK_TIMEOUT,
            metavar="SECONDS",
            help="how long a task can stall before its worker ends (default: LMS['TASK_TIMEOUT'], %(default)s)",
        )

    def handle(self, *, lease=LEASE, task_timeout=None, **options):
        if "worker_id" not in options:
            raise CommandError(
                "This site has no task queue in the database. Start the worker of its task backend instead."
            )
        backend, seconds = options["backend_name"], task_timeout or lms_settings.TASK_TIMEOUT

        # Tasks of other backends, such as Wagtail's immediate ones, run within a task of ours.
        def begin(task_result, **kwargs):
            if task_result.backend == backend:
                time_limit.begin(seconds)

        def end(task_result, **kwargs):
            if task_result.backend == backend:
                time_limit.end()
                put_back(task_result)

        kept = Lease(worker_id=options["worker_id"], backend=backend, seconds=lease)
        task_started.connect(begin)
        task_finished.connect(end)
        kept.start()
        try:
            super().handle(**options)
        finally:
            kept.stop()
            task_started.disconnect(begin)
            task_finished.disconnect(end)
