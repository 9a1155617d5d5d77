"""Sessions in the database as Django keeps them, read on each signed-in page by SQL that is written once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.caching.compiled_queries import CompiledQuery

SESSION = CompiledQuery(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """Django takes any eight characters, of which a quoted cookie may have NUL, and PostgreSQL refuses to look."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()

    def _get_session_from_db(self):
        session = SESSION.first(self.session_key)
        return session if session and session.expire_date > timezone.now() else super()._get_session_from_db()
