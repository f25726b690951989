"""Questionnaires on pages: what is there, how it reads, what is wrong with it."""

import re
import shutil
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.console.conftest import Browser, Office
from voicebot.front.desk import EXTENSION
from voicebot.questionnaire.reading import Sentences, read_folder

SMALL = Path(__file__).parents[1] / "flows"
PAGE = "/questionnaires/user-satisfaction"


@pytest.fixture
def faulty(office: Office, tmp_path: Path) -> None:
    """The only questionnaire there is has a fault."""
    flows = shutil.copytree(SMALL, tmp_path / "flows")
    path = flows / "small" / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nonething: 1\n", encoding="utf-8")
    sentences = Sentences("Example Research", "08081 570000")
    office.app.extensions[EXTENSION] = replace(
        office.app.extensions[EXTENSION],
        flows=flows,
        flow_names=lambda: ["small"],
        read_flow=lambda name: read_folder(flows / name, sentences),
    )


def test_all_questionnaires_are_listed_with_their_length(auditor: Browser) -> None:
    page = auditor.looks_at("/questionnaires")
    assert "user-satisfaction" in page
    assert "en-GB, pl-PL, bn-IN" in page
    assert "3 to look at" in page or "2 to look at" in page


def test_a_questionnaire_is_shown_as_its_script_in_each_language(auditor: Browser) -> None:
    english = auditor.looks_at(PAGE)
    assert "Gate 1: the right person" in english
    assert '<span lang="en-GB">Hello. This is an automated research call' in english
    polish = auditor.looks_at(f"{PAGE}?language=pl-PL")
    assert '<span lang="pl-PL">' in polish
    assert "NOT YET APPROVED" in polish


def test_languages_tell_whether_they_are_approved_and_how_far_their_recordings_are(auditor: Browser) -> None:
    page = auditor.looks_at(PAGE)
    assert "pl-PL is not approved by a translator yet" in page
    assert re.search(r"\d+ missing", page)


def test_the_diagram_brings_its_own_style_and_may_load_nothing(auditor: Browser) -> None:
    answer = auditor.client.get(f"{PAGE}/diagram.svg")
    assert answer.mimetype == "image/svg+xml"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    (digest,) = re.findall(r"'sha256-([^']+)'", policy)
    assert b64decode(digest) == sha256(style.encode()).digest()


@pytest.mark.usefixtures("faulty")
def test_a_faulty_questionnaire_says_what_to_mend_and_can_not_be_heard(auditor: Browser) -> None:
    assert "1 to mend" in auditor.looks_at("/questionnaires")
    assert "small/questionnaire.yaml:" in auditor.looks_at("/questionnaires/small")
    assert "No questionnaire passes its check" in auditor.looks_at("/phone")


def test_a_questionnaire_or_language_that_is_not_there_says_so(auditor: Browser) -> None:
    assert "no questionnaire called none" in auditor.looks_at("/questionnaires/none", status=404)
    assert "not there in cy-GB" in auditor.looks_at(f"{PAGE}?language=cy-GB", status=404)
