"""What is asked and how a call goes is pure: importing it loads nothing that could reach outside."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("questionnaire", "interview")
OURS = frozenset({"voicebot", "voicebot.errors", "voicebot.outcomes"})
"""What the pure floors may load of the rest of the house: words that everybody uses."""
LIBRARIES = frozenset({"yaml", "cython_runtime"})
"""The standard library apart, all that they may load of what others have made."""
OUTSIDE = frozenset(
    {"random", "secrets", "socket", "ssl", "http", "sqlite3", "subprocess", "tempfile", "threading", "urllib.request"}
)
"""Parts of the standard library through which chance or the outside would come in."""
READS_FILES = "voicebot.questionnaire.reading"

_LIST_LOADED = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def _modules() -> list[str]:
    paths = (path for floor in FLOORS for path in sorted((ROOT / "voicebot" / floor).glob("*.py")))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths)
    return [name for name in names if name != READS_FILES]


@cache
def _loaded_by(module: str) -> frozenset[str]:
    command = [sys.executable, "-c", _LIST_LOADED, module]
    return frozenset(json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout))


@pytest.mark.parametrize("module", _modules())
def test_a_pure_module_loads_no_other_room_and_no_other_library(module: str) -> None:
    loaded = _loaded_by(module)
    floors = tuple(f"voicebot.{floor}" for floor in FLOORS)
    assert {name for name in loaded if name.startswith("voicebot") and not name.startswith(floors)} <= OURS
    others = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"voicebot"}
    assert {name for name in others if not name.startswith("_")} <= LIBRARIES


@pytest.mark.parametrize("module", _modules())
def test_a_pure_module_loads_nothing_through_which_chance_or_the_outside_would_come_in(module: str) -> None:
    assert _loaded_by(module) & (OUTSIDE | {READS_FILES}) == set()


def test_the_list_of_loaded_modules_would_show_a_room_that_reaches_outside() -> None:
    loaded = _loaded_by(READS_FILES)
    assert READS_FILES in loaded
    assert "pathlib" in loaded
