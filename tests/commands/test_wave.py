import json
import shutil
from pathlib import Path

import pytest

from tests import factories
from tests.commands.conftest import Terminal, draw
from voicebot.phone import parse_number
from voicebot.privacy.certificate import canonical, is_genuine
from voicebot.sampling.example import write_example_frame
from voicebot.store.engine import transaction

SMALL_FLOWS = Path(__file__).parents[1] / "flows"


def test_a_wave_is_made_with_its_rules(terminal: Terminal) -> None:
    rules = terminal.write("rules.yaml", "calling: {last_day: 2026-12-18}")
    made = terminal.tells("wave", "create", "autumn", "--flow", "user-satisfaction", "--rules", rules)
    assert len(made["id"]) == 24
    assert (made["name"], made["state"], made["version"]) == ("autumn", "open", None)
    assert made["last_day"] == "2026-12-18"


def test_it_is_on_record_who_made_a_wave(terminal: Terminal) -> None:
    terminal.prints("wave", "create", "autumn", "--flow", "user-satisfaction", "--as", "j.smith")
    (entry,) = terminal.tells("audit", "list")["entries"]
    assert (entry["who"], entry["action"]) == ("j.smith", "wave_created")


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "two\nlines"])
def test_a_name_for_the_record_has_to_be_one(terminal: Terminal, name: str) -> None:
    told = terminal.is_misused("wave", "create", "autumn", "--flow", "user-satisfaction", "--as", name)
    assert "a name has 1 to 40 letters" in told


def test_a_wave_without_such_a_questionnaire_is_not_made(terminal: Terminal) -> None:
    told = terminal.is_refused("wave", "create", "autumn", "--flow", "user-satisfactoin")
    assert told == "there is no questionnaire called user-satisfactoin: see `flow list`\n"
    assert terminal.tells("wave", "list") == {"waves": []}


def test_all_faults_of_a_file_of_rules_are_told_at_once(terminal: Terminal) -> None:
    rules = terminal.write("rules.yaml", "calling: {attempts: 9, atempts: 4}\nbrakes: {dropped: 2}")
    told = terminal.is_refused("wave", "create", "autumn", "--flow", "user-satisfaction", "--rules", rules)
    named = [line.split(": ")[1] for line in told.splitlines()]
    assert sorted(named) == ["brakes.dropped", "calling.atempts", "calling.attempts"]


def test_a_wave_can_not_offer_a_language_that_nobody_translated_into(terminal: Terminal) -> None:
    rules = terminal.write("rules.yaml", "languages: [cy-GB]")
    told = terminal.is_refused("wave", "create", "autumn", "--flow", "user-satisfaction", "--rules", rules)
    assert "user-satisfaction is not translated into cy-GB" in told


def test_a_name_is_given_to_one_wave_only(terminal: Terminal, wave: str) -> None:
    told = terminal.is_refused("wave", "create", wave, "--flow", "user-satisfaction")
    assert told == "there is a wave called autumn already: choose another name\n"


@pytest.fixture
def two_flows(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A questionnaire `small`, and `other`, which asks the same in other words."""
    flows = shutil.copytree(SMALL_FLOWS, terminal.folder / "flows")
    shutil.copytree(flows / "small", flows / "other")
    path = flows / "other" / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("survey: small", "survey: other"), encoding="utf-8")
    monkeypatch.setattr("voicebot.composition.FLOWS", flows)


@pytest.mark.usefixtures("two_flows")
def test_a_wave_can_try_out_another_questionnaire_on_a_share_of_the_cases(terminal: Terminal) -> None:
    made = terminal.tells("wave", "create", "trial", "--flow", "small", "--arm", "other:0.3")
    assert [(arm["name"], arm["share"], arm["cases"]) for arm in made["arms"]] == [("small", 0.7, 0), ("other", 0.3, 0)]
    (entry,) = terminal.tells("audit", "list")["entries"]
    assert entry["details"]["experiment"] == {"other": 0.3}
    assert "other  30%" in terminal.prints("wave", "show", "trial")


@pytest.mark.usefixtures("two_flows")
def test_who_has_which_arm_is_counted_with_the_sample(terminal: Terminal) -> None:
    terminal.tells("wave", "create", "trial", "--flow", "small", "--arm", "other")
    frame = terminal.folder / "incidents.csv"
    write_example_frame(frame, 12, 1, factories.NOON.date())
    terminal.prints("sample", "draw", "trial", "--frame", frame, "--size", "12")
    arms = terminal.tells("sample", "show", "trial")["arms"]
    assert sum(arms.values()) == 12
    assert {arm["name"]: arm["cases"] for arm in terminal.tells("wave", "show", "trial")["arms"]} == arms
    assert "small" in terminal.prints("sample", "show", "trial")


@pytest.mark.usefixtures("two_flows")
@pytest.mark.parametrize(
    ("arm", "told"),
    [
        ("two-steps", "two-steps can't be an arm beside small: "),
        ("nothing", "there is no questionnaire called nothing"),
        ("small", "small is the wave's own questionnaire"),
        ("other:1", "leave something for the wave's own questionnaire"),
    ],
)
def test_an_arm_that_can_be_none_is_refused(terminal: Terminal, arm: str, told: str) -> None:
    assert told in terminal.is_refused("wave", "create", "trial", "--flow", "small", "--arm", arm)
    assert terminal.tells("wave", "list") == {"waves": []}


def test_a_share_is_a_number(terminal: Terminal) -> None:
    told = terminal.is_misused("wave", "create", "trial", "--flow", "small", "--arm", "other:half")
    assert "write it as FLOW or FLOW:SHARE" in told


def test_a_wave_is_shown_with_its_batches(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, factories.number())
    batch = terminal.tells("batch", "create", wave)["id"]
    told = terminal.prints("wave", "show", wave)
    assert "1 waiting" in told
    assert batch in told
    assert "draft" in told
    assert terminal.tells("wave", "show", wave)["batches"] == {batch: "draft"}


def test_waves_are_listed(terminal: Terminal, wave: str) -> None:
    assert wave in terminal.prints("wave", "list")
    assert [one["name"] for one in terminal.tells("wave", "list")["waves"]] == [wave]


def test_a_wave_that_is_not_there_is_not_shown(terminal: Terminal) -> None:
    assert terminal.is_refused("wave", "show", "spring") == "there is no wave called spring: see `wave list`\n"


def test_nobody_is_called_for_a_frozen_wave(terminal: Terminal, wave: str) -> None:
    assert terminal.tells("wave", "freeze", wave)["state"] == "frozen"
    assert "nobody is called for it" in terminal.is_refused("batch", "create", wave)


def test_a_wave_is_destroyed_verified_and_certified(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, parse_number("07700 900123"))
    assert "are destroyed on" in terminal.prints("wave", "show", wave)
    assert terminal.run("wave", "destroy", wave, typed="n\n").exit_code == 1
    assert "nothing to verify yet" in terminal.is_refused("wave", "destroy", wave, "--verify")

    told = terminal.tells("wave", "destroy", wave, "--yes", "--as", "j.smith")

    assert (told["document"]["contacts"], told["document"]["begun_by"]) == (1, "j.smith")
    assert is_genuine(canonical(told["document"]), told["signature"], told["public_key"])
    assert "Nothing that tells who these people are is left" in terminal.prints("wave", "destroy", wave, "--verify")
    page = terminal.folder / "certificate.html"
    assert "final" in terminal.prints("wave", "certificate", wave, "--html", page)
    assert "Final certificate of destruction" in page.read_text()
    assert terminal.tells("wave", "certificate", wave, "--public-key", told["public_key"]) == told
    assert "was changed" in terminal.is_refused("wave", "certificate", wave, "--public-key", "00" * 32)


def test_a_destruction_is_not_verified_while_anything_is_left(terminal: Terminal, wave: str) -> None:
    case_id = draw(terminal, wave, parse_number("07700 900123"))
    terminal.prints("wave", "destroy", wave, "--yes")
    with transaction(terminal.parts().engine) as session:
        factories.contact(session, case_id)

    assert "this is left: 1 sealed contacts" in terminal.is_refused("wave", "destroy", wave, "--verify")
    result = terminal.run("wave", "destroy", wave, "--verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)["left"]) == (1, ["1 sealed contacts"])


def test_a_wave_that_was_not_destroyed_has_no_certificate(terminal: Terminal, wave: str) -> None:
    assert "there is no certificate" in terminal.is_refused("wave", "certificate", wave)
