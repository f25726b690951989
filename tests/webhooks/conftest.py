"""The same survey as for the tests of calls."""

from tests.calls.conftest import log, survey

__all__ = ["log", "survey"]
