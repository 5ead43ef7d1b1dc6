"""The kept connection of the bell, heard by a listener of our own as Odoo's bus hears it."""

import json
import os
import select
import time
from unittest.mock import patch

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import BaseCase, tagged

from odoo.addons.iot.bell import Bell


@tagged("post_install", "-at_install")
class TestBell(BaseCase):
    def setUp(self):
        super().setUp()
        self.bell = Bell()
        self.addCleanup(self.bell._drop)
        self.ear = psycopg2.connect(**connection_info_for("postgres")[1])
        self.addCleanup(self.ear.close)
        self.ear.autocommit = True
        with self.ear.cursor() as cursor:
            cursor.execute("LISTEN imbus")

    def heard(self, channel):
        """How often the channel was rung, once it was; other databases ring here too."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.ear.poll()
            channels = [name for note in self.ear.notifies for name in json.loads(note.payload)]
            self.ear.notifies.clear()
            if [channel] in channels:
                return channels.count([channel])
            select.select([self.ear], [], [], 0.1)
        return 0

    def backend(self):
        return self.bell._connection.info.backend_pid

    def test_rings_over_one_connection(self):
        self.bell.ring([("first",)])
        self.assertEqual(self.heard("first"), 1)
        kept = self.backend()
        self.bell.ring([("second",), ("third",)])
        self.assertEqual(self.heard("second"), 1)
        self.assertEqual(self.backend(), kept)

    def test_cut_connection_is_made_anew(self):
        self.bell.ring([("first",)])
        with self.ear.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (self.backend(),))
        self.bell.ring([("second",)])
        self.assertEqual(self.heard("second"), 1)

    def test_connection_of_a_parent_process_is_left_alone(self):
        self.bell.ring([("first",)])
        kept = self.bell._connection
        self.bell._owner = os.getpid() + 1
        self.bell.ring([("second",)])
        self.assertEqual(self.heard("second"), 1)
        self.assertFalse(kept.closed)
        kept.close()

    def test_silence_fails_nobody(self):
        refused = patch("odoo.addons.iot.bell.psycopg2.connect", side_effect=psycopg2.OperationalError("gone"))
        with refused, self.assertLogs("odoo.addons.iot.bell", "WARNING") as logs:
            self.bell.ring([("first",)])
        self.assertIn("gone", logs.output[0])
        self.bell.ring([("second",)])
        self.assertEqual(self.heard("second"), 1)
