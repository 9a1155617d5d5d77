"""Mail by SMTP that waits seconds for a server that accepts connections and then says nothing, and not for ever."""

import contextlib
import logging
import smtplib
import time

from django.conf import settings
from django.core.mail.backends import smtp

logger = logging.getLogger(__name__)

#: Seconds to wait for each answer where the site sets no `EMAIL_TIMEOUT`.
TIMEOUT = 10
#: Seconds to wait until a mail that was handed over is accepted. Servers scan it first, and a mail given up meanwhile
#: would be sent again and arrive twice.
ACCEPTING = 60
#: Seconds for which a server that timed out is not asked again: a hundred mails in a row would wait a hundred times.
PAUSE = 60

_silent_until = {}  # {(host, port): time.monotonic()}


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend, for a server that may be silent.

    Once the server has timed out, mails of this process fail at once for `PAUSE` seconds.
    """

    def __init__(self, *arguments, timeout=None, fail_silently=False, **options):
        super().__init__(*arguments, timeout=timeout or settings.EMAIL_TIMEOUT or TIMEOUT, **options)
        self.is_quiet = fail_silently  # Django's own code would swallow a timeout before it is noted here.

    @property
    def connection_class(self):
        return PatientSMTPOverTLS if self.use_ssl else PatientSMTP

    def open(self):
        """Open the connection; return None if that failed. The error is raised when a mail is sent.

        Wagtail opens a connection for all mails about a comment or a workflow, and would answer with an error page.
        """
        try:
            return self._connect()
        except OSError:
            logger.exception("The mail server cannot be reached.")
            return None

    def send_messages(self, email_messages):
        """Send the mails and return how many were sent.

        Raises:
            TimeoutError: the server is silent, or was so less than `PAUSE` seconds ago.
            OSError: anything else that keeps a mail from being sent; `smtplib.SMTPException` is one.
        """
        if not email_messages:
            return 0
        with self._lock:
            try:
                is_new = self._connect()
                try:
                    with self._noting_silence():
                        return super().send_messages(email_messages)
                finally:
                    if is_new:
                        self.close()
            except OSError:
                if self.is_quiet:
                    return 0
                raise

    def _connect(self):
        if not self.connection and time.monotonic() < _silent_until.get((self.host, self.port), 0):
            raise TimeoutError(f"The mail server timed out less than {PAUSE} seconds ago.")
        with self._noting_silence():
            return super().open()

    @contextlib.contextmanager
    def _noting_silence(self):
        try:
            yield
        except OSError as error:
            # smtplib reports a server that does not answer as one that has disconnected.
            if not (isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)):
                raise
            _silent_until[self.host, self.port] = time.monotonic() + PAUSE
            raise TimeoutError("The mail server did not answer in time.") from error


class Patient:
    def data(self, msg):
        self.sock.settimeout(max(self.timeout, ACCEPTING))
        try:
            return super().data(msg)
        finally:
            if self.sock:
                self.sock.settimeout(self.timeout)


class PatientSMTP(Patient, smtplib.SMTP):
    pass


class PatientSMTPOverTLS(Patient, smtplib.SMTP_SSL):
    pass
