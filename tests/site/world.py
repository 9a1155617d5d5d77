"""Make a learner and a trainer with sessions, a large document and a brainstorm, and print where they are.

Runs in a process of its own, with the settings of the site that will serve them.
"""

import json
import sys
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from tests.factories.brainstorm import BrainstormFactory, joined, move_to  # noqa: E402
from tests.factories.files import DocumentFactory  # noqa: E402
from tests.factories.users import AdminFactory, LearnerFactory  # noqa: E402

MB = 2**20


def sign_in(user):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


learner, admin = LearnerFactory(), AdminFactory()
brainstorm = BrainstormFactory(plan=["answer"])
joined(brainstorm, learner)
move_to(brainstorm, "answer")
document = DocumentFactory(file_name="large.mp4", content=b"x" * 40 * MB)
json.dump(
    {
        "learner": sign_in(learner),
        "admin": sign_in(admin),
        "document": document.url,
        "brainstorm": f"/learning/brainstorms/{brainstorm.pk}/",
    },
    sys.stdout,
)
