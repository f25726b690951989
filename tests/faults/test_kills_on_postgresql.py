"""Kills of dialler and web server, and of PostgreSQL itself, while waves are called on PostgreSQL."""

from tests.faults.killed_waves import KilledWaves


class TestKills(KilledWaves):
    KIND = "postgresql"
