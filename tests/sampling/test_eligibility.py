from datetime import date

import pytest

from tests.sampling.incidents import NOBODY, checked, eligible, incident, print_of_nth, references
from voicebot.errors import BadFrame
from voicebot.phone import PhoneNumber
from voicebot.sampling.eligibility import Lists, find_eligible
from voicebot.sampling.rules import FLAGS, EligibilityRules

MOPAC = EligibilityRules(
    victim_groups=("burglary", "hate_crime"), other_victim_groups=("vehicle_crime",), window_weeks=(0, 13)
)


def excluding(*nths: int) -> Lists:
    return Lists(frozenset(map(print_of_nth, nths)), frozenset())


def test_whoever_no_rule_takes_out_may_be_drawn():
    found = eligible(incident(0), incident(1))
    assert references(found.persons) == {"REF0", "REF1"}
    assert found.waterfall == {}


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_of_the_facts_takes_its_row_out(flag: str):
    found = eligible(incident(0), incident(1, flags=f"  {flag.replace('_', ' ').title()} "))
    assert references(found.persons) == {"REF0"}
    assert found.waterfall == {f"flag {flag}": 1}


def test_a_harmless_flag_takes_nobody_out():
    rules = EligibilityRules(harmless_flags=("left_handed",))
    assert eligible(incident(0, flags="left_handed;"), rules=rules).waterfall == {}


def test_a_flag_that_the_rules_do_not_name_stops_the_draw_with_counts():
    with pytest.raises(BadFrame) as caught:
        eligible(incident(0, flags="vip;business"), incident(1, flags="vip"), incident(2, victim_group="arson"))
    assert caught.value.faults[1:] == ("flag vip: 2 rows", "victim group arson: 1 rows")


def test_a_flag_of_a_bad_row_stops_the_draw_too():
    with pytest.raises(BadFrame, match="flag vip"):
        eligible(incident(0), incident(1, flags="vip", phone=None))


def test_what_does_not_look_like_a_flag_is_counted_and_never_shown():
    with pytest.raises(BadFrame) as caught:
        eligible(incident(0, flags="ring 07700 900123, ask for Ann"))
    assert "07700" not in str(caught.value)
    assert "flags that are no words: 1 rows" in caught.value.faults


def test_a_group_that_is_known_and_not_surveyed_is_left_out():
    found = eligible(incident(0, victim_group="Vehicle crime"), incident(1), rules=MOPAC)
    assert found.waterfall == {"victim group not surveyed": 1}


@pytest.mark.parametrize(
    ("reported_on", "reason"),
    [
        ("2026-10-15", "reported too recently"),
        ("2026-10-14", None),
        ("2026-09-02", None),
        ("2026-09-01", "reported too long ago"),
    ],
)
def test_the_window_is_six_to_twelve_weeks_after_the_report(reported_on: str, reason: str | None):
    assert list(eligible(incident(0, reported_on=reported_on)).waterfall) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("birth_year", "reason"),
    [
        (None, "year of birth unknown"),
        ("2009", "possibly under the minimum age"),
        ("2008", "possibly under the minimum age"),
        ("2007", None),
    ],
)
def test_nobody_may_be_drawn_who_could_be_under_age_on_the_day(birth_year: str | None, reason: str | None):
    assert list(eligible(incident(0, birth_year=birth_year)).waterfall) == ([reason] if reason else [])


def test_the_minimum_age_is_a_rule():
    assert eligible(incident(0, birth_year="2009"), rules=EligibilityRules(minimum_age=16)).waterfall == {}


def test_whoever_is_on_the_exclusion_list_by_any_number_is_left_out():
    found = eligible(incident(0, phone_2="07700 900555"), incident(1), lists=excluding(555))
    assert references(found.persons) == {"REF1"}
    assert found.waterfall == {"on the exclusion list": 1}


def test_an_exclusion_holds_for_all_numbers_of_the_person():
    rows = [incident(0, person="P"), incident(1, person="P"), incident(2)]
    assert references(eligible(*rows, lists=excluding(0)).persons) == {"REF2"}


def test_whoever_was_drawn_before_is_left_out():
    found = eligible(incident(0), incident(1), lists=Lists(frozenset(), frozenset({print_of_nth(1)})))
    assert found.waterfall == {"drawn before": 1}


def test_a_flag_protects_everybody_who_shares_a_number():
    rows = [incident(0), incident(1, phone="07700 900000", flags="domestic_abuse"), incident(2)]
    found = eligible(*rows)
    assert references(found.persons) == {"REF2"}
    assert found.waterfall == {"flag domestic_abuse": 1, "linked to a row with a flag": 1}


def test_a_flag_of_a_bad_row_protects_too():
    rows = [incident(0), incident(1, phone="07700 900000", flags="at_risk", first_name="Unknown")]
    assert references(eligible(*rows).persons) == set()


def test_a_person_with_several_incidents_is_there_once_with_their_number():
    found = eligible(
        incident(0, person="P"), incident(1, person="P"), incident(2, reported_on="2026-01-01", person="P")
    )
    assert found.persons["multiplicity"].to_list() == [2]
    assert found.waterfall == {"reported too long ago": 1, "linked to a row that is kept": 1}


def test_which_incident_of_a_person_is_kept_depends_on_the_seed_and_not_on_the_order():
    rows = [incident(0, person="P"), incident(1, person="P")]
    kept = [references(eligible(*rows, seed=str(seed)).persons) for seed in range(40)]
    assert kept == [references(eligible(*reversed(rows), seed=str(seed)).persons) for seed in range(40)]
    assert 8 <= kept.count({"REF0"}) <= 32


def test_having_several_incidents_does_not_change_the_chance_of_being_drawn():
    rows = [incident(nth, person=f"P{nth // 4}" if nth < 100 else f"P{nth}") for nth in range(125)]
    wins = 0
    for seed in range(60):
        persons = eligible(*rows, seed=str(seed)).persons
        assert persons.height == 50
        wins += (persons.sort("lot").head(25)["multiplicity"] == 4).sum()
    assert abs(wins / 60 - 12.5) < 1  # hypergeometric: a standard deviation of 0.23 over 60 draws


def test_victims_under_one_reference_are_one_group_and_the_order_does_not_matter():
    rows = [incident(0, reference="SAME"), incident(1, reference="SAME", first_name="Ben")]
    one, other = eligible(*rows).persons, eligible(*reversed(rows)).persons
    assert one["first_name"].to_list() == other["first_name"].to_list()
    assert one.height == 1


def test_the_waterfall_adds_up_and_keeps_the_order_of_the_rules():
    rows = [incident(0), incident(1, area=None), incident(2, birth_year=None), incident(3, flags="fatal")]
    found = eligible(*rows)
    assert list(found.waterfall) == ["bad row", "flag fatal", "year of birth unknown"]
    assert sum(found.waterfall.values()) + found.persons.height == len(rows)


def test_numbers_are_printed_only_where_a_list_could_match():
    asked = []

    def print_of(number: PhoneNumber) -> bytes:
        asked.append(number.e164)
        return b""

    frame = checked(incident(0), incident(1, flags="business"))
    for lists in (NOBODY, excluding(5)):
        find_eligible(frame, EligibilityRules(), date(2026, 11, 25), lists, print_of, "seed")
    assert asked == ["+447700900000"]


def test_the_digest_of_the_lists_tells_the_two_apart():
    one, two = frozenset({b"1"}), frozenset({b"2"})
    assert len({Lists(one, two).digest, Lists(two, one).digest, Lists(one | two, frozenset()).digest}) == 3
