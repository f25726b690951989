"""The system: whether it is well, and how it is set up, without secrets."""

import platform

from flask import render_template

import voicebot
from voicebot.clock import SystemClock
from voicebot.console.access import needs
from voicebot.console.blueprint import console
from voicebot.front.desk import desk
from voicebot.operations.doctor import look_around
from voicebot.operations.findings import Deployment
from voicebot.staff.permissions import Permission


@console.get("/system")
@needs(Permission.SEE_SETTINGS)
def system() -> str:
    """Its health, its version and its settings."""
    parts = desk()
    return render_template(
        "console/system.html",
        findings=list(look_around(parts.engine, Deployment(parts.settings, SystemClock(), account=None))),
        settings=parts.settings.describe(),
        version=voicebot.__version__,
        python=platform.python_version(),
        now=parts.clock.now(),
    )
