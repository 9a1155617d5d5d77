"""How the apps hand work to the background. Tasks take ids, call an action, and are safe to run twice."""

from .conf import lms_settings


def enqueue(job, *args):
    """Queue `job` where the site wants Fledge's work done."""
    return job.using(backend=lms_settings.TASK_BACKEND).enqueue(*args)
