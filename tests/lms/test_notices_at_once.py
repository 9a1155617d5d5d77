"""Two workers that come upon the same occasion."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection

from lms.notices.sending import Outcome, send_notice
from tests.factories.users import LearnerFactory


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_one_occasion_once():
    learner, outcomes, ready = LearnerFactory(), [], Barrier(4)

    def work():
        ready.wait(10)
        try:
            outcomes.append(
                send_notice(
                    key="occasion:1",
                    recipient=learner,
                    template="lms/notices/mails/base.html",
                    context={},
                )
            )
        finally:
            connection.close()

    workers = [Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(outcome.name for outcome in outcomes) == ["SENT", "UNDER_WAY", "UNDER_WAY", "UNDER_WAY"]
    assert len(mail.outbox) == 1
    assert Outcome.UNDER_WAY.is_told is False
