"""Tells the hubs of other processes that something was committed, through PostgreSQL's LISTEN and NOTIFY.

A notification carries the id of a brainstorm and nothing else. Without PostgreSQL, or where it fails, nothing is lost:
each hub looks by itself every other second.
"""

import asyncio
import logging

from django.db import DatabaseError, connections, router

from brainstorm.sessions.models.brainstorms import BrainstormEvent

logger = logging.getLogger(__name__)

CHANNEL = "lms_brainstorm_events"
LONGEST_WAIT = 30  # seconds between two tries to listen


def tell_processes(brainstorm_id):
    """Send the notification, where the events are stored in PostgreSQL. Call it after the commit."""
    connection = connections[router.db_for_write(BrainstormEvent)]
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(brainstorm_id)])
    except DatabaseError:  # what was done is done; no one shall read that it failed
        logger.exception("PostgreSQL was not told of events; other processes find them by themselves.")


async def listen(wake, wake_all):
    """Call `wake(brainstorm_id)` at every notification, until cancelled, and `wake_all()` whenever one may have been
    missed. Connects again when the connection is lost; returns at once where there is nothing to listen to."""
    connection = connections[router.db_for_read(BrainstormEvent)]
    if connection.vendor != "postgresql":
        return
    try:
        from psycopg import AsyncConnection, Error  # noqa: PLC0415 - only there on PostgreSQL
    except ImportError:  # psycopg 2
        return
    # What Django adds to address and account concerns its own cursors.
    own = {"context", "cursor_factory", "prepare_threshold"}
    address = {key: value for key, value in connection.get_connection_params().items() if key not in own}
    wait = 1
    while True:
        try:
            async with await AsyncConnection.connect(**address, autocommit=True) as listening:
                await listening.execute(f"LISTEN {CHANNEL}")
                wait = 1
                wake_all()
                async for notification in listening.notifies():
                    wake(int(notification.payload))
        except (Error, OSError):
            logger.warning("The connection that listens to events was lost; trying again in %s s.", wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)
