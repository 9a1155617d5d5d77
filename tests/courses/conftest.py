import pytest
from wagtail.log_actions import registry

from courses.signals import enrollment_completed
from tests.factories.users import TrainerFactory


@pytest.fixture
def logged():
    """Return a function that reads the audit log of an object, oldest first: [(action, user, data)]."""

    def read(instance):
        entries = registry.get_logs_for_instance(instance).order_by("timestamp", "pk")
        own = [entry for entry in entries if entry.action.startswith("lms_")]
        return [(entry.action, entry.user, entry.data) for entry in own]

    return read


@pytest.fixture
def completed():
    """The enrollments that `enrollment_completed` told of, in order."""
    told = []

    def note(sender, enrollment, **kwargs):
        told.append(enrollment)

    enrollment_completed.connect(note)
    yield told
    enrollment_completed.disconnect(note)


@pytest.fixture
def trainer(db, client):
    """A trainer, signed in."""
    user = TrainerFactory()
    client.force_login(user)
    return user
