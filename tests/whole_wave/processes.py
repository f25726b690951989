"""Processes of ours that can be killed and started again: the web server, and a dialler.

What they log goes to a file, so that a test can read it.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 30.0
_SECONDS_TO_END = 10.0


class Process:
    """A command with these settings: `with Process("dial", settings, log) as dialler`, then `dialler.kill()`."""

    def __init__(self, command: str, settings: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        self._log = log
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.end()
        finally:
            self.kill()

    def end(self) -> None:
        """Tell it to end, and wait until it has."""
        self._process.terminate()
        self._process.wait(_SECONDS_TO_END)

    def start(self) -> None:
        """Start it, for the first time or anew."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "voicebot", self._command],
                cwd=self._log.parent,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it without warning, with the processes that it started."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()

    def kill_a_worker(self) -> int:
        """Kill one of the processes that it started, without warning; which."""
        worker = self.workers()[0]
        os.kill(worker, signal.SIGKILL)
        return worker

    def workers(self) -> list[int]:
        """The processes that it started and that live."""
        started = psutil.Process(self._process.pid).children()
        return [one.pid for one in started if one.status() != psutil.STATUS_ZOMBIE]

    def hang_up(self) -> int:
        """Close its terminal; the status with which it ends."""
        self._process.send_signal(signal.SIGHUP)
        return self._process.wait(_SECONDS_TO_END)

    def memory(self) -> float:
        """What it and the processes that it started hold of their own, in MB."""
        everyone = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
        return sum(one.memory_full_info().uss for one in everyone) / 1e6

    def revive(self) -> None:
        """Start it again if it has ended by itself, as a service manager would: its database was gone, for instance."""
        if not self._is_running:
            self.start()

    @property
    def _is_running(self) -> bool:
        return self._process.poll() is None


class WebServer(Process):
    """The real web server, always started again at the same address; ready when `start` returns."""

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        super().__init__("serve", settings, log)
        self._ready = f"http://{settings['VOICEBOT_BIND']}/readyz"

    def start(self) -> None:
        super().start()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until it can hold calls."""
        until = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < until and self._is_running:
            try:
                with urllib.request.urlopen(self._ready, timeout=2):  # noqa: S310 - http on this machine
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        raise AssertionError(f"the web server did not get ready:\n{self._log.read_text()}")
