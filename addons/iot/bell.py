"""Rings the bell of Odoo's bus over one kept connection per process.

Odoo opens a new PostgreSQL connection for every notification, which is most of the time between a click and the
printer. What is sent, and to whom, is the bus's own: only the connection differs.
"""

import logging
import os
import threading
from collections.abc import Iterable

import psycopg2
from psycopg2 import sql

from odoo.sql_db import connection_info_for

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads

_logger = logging.getLogger(__name__)

NOTIFY = sql.SQL("SELECT {}('imbus', %s)").format(sql.Identifier(ODOO_NOTIFY_FUNCTION))
ALIVE = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 5000}
"""A connection whose other end is gone without a word must not hold a request up."""


class Bell:
    """Safe for threads, greenlets and forks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: psycopg2.extensions.connection | None = None
        self._owner = 0

    def ring(self, channels: Iterable[tuple[str | int, ...]]) -> None:
        """Wake the websockets of these channels. A bell that stays silent costs time only: the messages are stored."""
        payloads = get_notify_payloads(list(channels))
        with self._lock:
            try:
                self._notify(payloads)
            except psycopg2.Error:
                self._drop()
                try:
                    self._notify(payloads)
                except psycopg2.Error as error:
                    self._drop()
                    _logger.warning("The bus cannot be notified: %s", error)

    def _notify(self, payloads: list[str]) -> None:
        if self._connection is None or self._owner != os.getpid():
            self._connection = psycopg2.connect(**connection_info_for("postgres")[1], **ALIVE)
            self._connection.autocommit = True
            self._owner = os.getpid()
        with self._connection.cursor() as cursor:
            for payload in payloads:
                cursor.execute(NOTIFY, (payload,))

    def _drop(self) -> None:
        if self._connection is not None and self._owner == os.getpid():
            self._connection.close()
        self._connection = None


bell = Bell()
