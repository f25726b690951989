from datetime import date

import pytest

from voicebot.errors import BadInput
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.rules_file import read_rules


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return read_rules(path)

    return read


def test_an_empty_file_means_the_defaults(read):
    assert read("") == WaveRules()


def test_a_file_changes_what_it_names_and_nothing_else(read):
    rules = read("calling: {hours: {friday: closed}, last_day: 2026-12-18}")
    assert rules.calling.hours.friday is None
    assert rules.calling.hours.monday == WaveRules().calling.hours.monday
    assert rules.calling.last_day == date(2026, 12, 18)


def test_json_is_read_too(read):
    assert read('{"calling": {"attempts": 3}}').calling.attempts == 3


def test_all_faults_are_told_at_once(read):
    with pytest.raises(BadInput) as refused:
        read("calling: {attempts: 9, hours: {monday: 8:00-20:00}}\nbrakes: {dropped: 2}")
    told = "\n".join(refused.value.faults)
    assert len(refused.value.faults) == 3
    assert "calling.attempts" in told
    assert "calling.hours.monday: should open before it closes, between 09:00 and 21:00" in told
    assert "brakes.dropped" in told


def test_an_unknown_rule_is_told_with_the_nearest_name(read):
    with pytest.raises(BadInput, match=r"calling\.atempts: is not a rule: did you mean attempts\?"):
        read("calling: {atempts: 4}")


def test_an_unknown_rule_like_no_other_is_told_with_all_names(read):
    with pytest.raises(BadInput, match="xyz: is not a rule: there are eligibility, calling, brakes"):
        read("xyz: 1")


@pytest.mark.parametrize("text", ["calling: [", "- just\n- a list", "calling: 5"])
def test_what_is_no_file_of_rules_is_refused(read, text):
    with pytest.raises(BadInput, match=r"rules\.yaml"):
        read(text)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(BadInput, match=r"gone\.yaml: can't be read"):
        read_rules(tmp_path / "gone.yaml")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "rules.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(BadInput, match="save it as UTF-8"):
        read_rules(tmp_path / "rules.yaml")
