"""Kills of dialler and web server, while waves are called on SQLite."""

from tests.faults.killed_waves import KilledWaves


class TestKills(KilledWaves):
    KIND = "sqlite"
