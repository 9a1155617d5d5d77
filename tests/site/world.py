"""Make a learner and an administrator with sessions, a large document and a brainstorm, and print where they are.

Runs in a process of its own, with the settings of the site that will serve them.
"""

import json
import sys
from importlib import import_module

import django


def main():
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tests.factories.brainstorm import BrainstormFactory, joined, move_to
    from tests.factories.files import DocumentFactory
    from tests.factories.users import AdminFactory, LearnerFactory

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
    document = DocumentFactory(file_name="large.mp4", content=b"x" * 40 * 2**20)
    world = {
        "learner": sign_in(learner),
        "admin": sign_in(admin),
        "document": document.url,
        "brainstorm": f"/learning/brainstorms/{brainstorm.pk}/",
    }
    json.dump(world, sys.stdout)


if __name__ == "__main__":
    main()
