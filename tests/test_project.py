"""What holds for the project as a whole, whatever a module is about."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(ROOT.glob("voicebot/**/*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|misc|manager)(\.py|/)")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_every_module_says_what_lives_in_it_and_fits_in_one_head(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not tree.body
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert not SAYS_NOTHING.search(_name(module))
    if "migrations" in module.parts:  # what a generator writes
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("listed", ["requirements.in", "requirements-dev.in"])
def test_every_library_is_pinned_with_hashes_and_says_why_it_is_here(listed: str) -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    pinned = (ROOT / listed.replace(".in", ".txt")).read_text(encoding="utf-8")
    wanted = [line.split("[")[0].strip() for line in (ROOT / listed).read_text().splitlines()]
    for library in (name for name in wanted if name and not name.startswith(("#", "-"))):
        assert library in reasons, f"{library} has no line in docs/dependencies.md"
        assert re.search(rf"^{re.escape(library)}(\[\w+\])?==\S+.*\\$", pinned, re.MULTILINE), (
            f"{library} is not pinned"
        )
    assert pinned.count("--hash=sha256:") >= pinned.count("==")


def test_nothing_in_the_code_can_write_to_anybody() -> None:
    """Only calls are ever asked of the provider, and there is no mail."""
    written_contact = re.compile(r"\bmessages\b.*create|Messages\.json|smtplib|flask_mail|<Sms\b", re.IGNORECASE)
    for module in MODULES:
        if "rehearsal" not in module.parts:
            assert not written_contact.search(module.read_text(encoding="utf-8")), _name(module)


def test_only_numbers_that_nobody_has_stand_in_the_project() -> None:
    """Ofcom's ranges for drama, and the support line that is spoken (Ofcom, telephone numbers for use in drama)."""
    mobile = re.compile(r"(?:\+44|0)7(?!700 ?900)\d{3} ?\d{6}\b")
    for path in ROOT.glob("**/*"):
        if path.suffix in {".py", ".md", ".yaml", ".call"} and ".venv" not in path.parts:
            assert not mobile.search(path.read_text(encoding="utf-8")), _name(path)
