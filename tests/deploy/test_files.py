"""What lies in `deploy/` beside the configurations of proxies, which test_proxies.py tries."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole_wave.processes import ROOT
from voicebot.cli import cli

DEPLOY = ROOT / "deploy"
SYSTEMD = shutil.which("systemd-analyze")
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.skipif(SYSTEMD is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    here = tmp_path / unit.name
    here.write_text(unit.read_text(encoding="utf-8").replace("/opt/voicebot/.venv/bin/python", sys.executable))
    verified = subprocess.run(
        [str(SYSTEMD), "verify", str(here)], check=False, capture_output=True, text=True, timeout=30
    )
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_locked_up_and_comes_back(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    wanted = {"Restart=always", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "LimitCORE=0"}
    assert wanted <= set(lines)


def test_every_command_that_is_deployed_exists() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (*UNITS, DEPLOY / "Procfile"))
    commands = set(re.findall(r"-m voicebot (\w+)", written))
    assert commands == {"serve", "dial", "db"}
    assert commands <= set(cli.list_commands(None))  # type: ignore[arg-type]


def test_both_proxies_close_the_same_doors() -> None:
    nginx, caddy = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("nginx.conf", "Caddyfile"))
    closed = set(re.findall(r"location = (/\w+) ", nginx))
    assert closed == set(re.findall(r"/\w+", re.search(r"@inside path (.*)", caddy)[1]))  # type: ignore[index]
    assert closed == {"/metrics", "/readyz"}


def test_no_proxy_says_what_the_pages_say_themselves() -> None:
    """A browser takes the first of two headers, and which that is nobody sees."""
    written = "".join((DEPLOY / name).read_text(encoding="utf-8") for name in ("nginx.conf", "Caddyfile"))
    assert not re.search(r"^\s*(add_)?header\b", written, re.MULTILINE)
