import json
import stat
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import factories
from tests.sampling.incidents import incident
from tests.sampling.office import Office, many
from voicebot.errors import BadFrame, BadInput, KeysRefused, NotFound, Refused
from voicebot.privacy import audit
from voicebot.privacy.prints import rotate
from voicebot.privacy.vault import Vault
from voicebot.sampling import drawing
from voicebot.sampling.summary import SampleSummary, summary
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Case, Contact, ContactNumber, DrawnBefore, Margin, Sample, Stratum


def test_only_those_drawn_enter_the_database(office: Office):
    drawn = office.draw(*many(20), size=5)
    assert (drawn.rows_read, drawn.size, drawn.state) == (20, 5, "drawn")
    assert [office.rows(kind) for kind in (Case, Contact, ContactNumber, DrawnBefore)] == [5] * 4


def test_a_case_waits_for_a_batch_and_tells_no_more_than_its_codes(office: Office):
    office.draw(incident(0, gender="Female", language="Polish", ethnicity="B2"), size=1)
    case = office.case()
    assert (case.state, case.due_at, case.batch_id, case.language) == ("waiting", None, None, "pl-PL")
    assert (case.area, case.victim_group, case.probability, case.replicate) == ("CE", "burglary", 1.0, 1)
    assert json.loads(case.codes) == {
        "age": "45-54",
        "gender": "female",
        "ethnicity": "black",
        "disability": "not_recorded",
        "faith": "not_recorded",
        "sexual_orientation": "not_recorded",
        "language": "other",
    }


def test_whatever_tells_who_it_is_is_sealed(office: Office):
    office.draw(incident(0, person="P7", ethnicity="B2", phone="07700 900000; 020 7946 0001; 01632 960001"), size=1)
    with reading(office.engine) as session:
        wave_key = session.scalars(select(factories.Wave.key_id)).one()
        contact = session.scalars(select(Contact)).one()
        person = Vault(office.keys).open(wave_key, contact.case_id, contact.sealed)
    assert (person.first_name, person.reference) == ("Aisha", "REF0")
    assert [number.e164 for number in person.numbers] == ["+447700900000", "+442079460001"]
    assert person.values == {"person": "P7", "reported_on": "2026-09-30", "birth_year": "1980", "ethnicity": "B2"}


def test_prints_stand_in_the_order_of_the_numbers(office: Office):
    office.draw(incident(0, phone_2="020 7946 0001"), size=1)
    with reading(office.engine) as session:
        kept = session.scalars(select(ContactNumber.print).order_by(ContactNumber.position)).all()
    assert kept == [office.print_of("07700 900000"), office.print_of("020 7946 0001")]


def test_the_same_frame_seed_and_lists_draw_the_same_people_again(office: Office):
    first = office.draw(*many(40), size=10)
    numbers = prints_in(office)
    office.discard()
    again = office.draw(*reversed(many(40)), size=10)
    assert prints_in(office) == numbers
    assert (again.rules_digest, again.lists_digest, again.seed) == (first.rules_digest, first.lists_digest, first.seed)


def prints_in(office: Office) -> set[bytes]:
    with reading(office.engine) as session:
        return set(session.scalars(select(ContactNumber.print)))


def test_those_drawn_are_split_between_the_arms_of_an_experiment(office: Office):
    arms = {"usual": 0.5, "other-words": 0.5}
    drawn = office.draw(*many(40), size=40, arms=arms)
    assert drawn.arms.keys() == arms.keys()
    assert sum(drawn.arms.values()) == 40
    with reading(office.engine) as session:
        assert Counter(session.scalars(select(Case.arm))) == drawn.arms
        assert audit.entries(session)[0].details["arms"] == drawn.arms


def test_the_same_seed_splits_them_alike_whatever_the_order(office: Office):
    arms = {"usual": 0.5, "other-words": 0.5}
    first = arms_in(office, office.draw(*many(20), size=10, arms=arms))
    office.discard()
    again = arms_in(office, office.draw(*reversed(many(20)), size=10, arms=arms))
    assert first == again
    assert len(set(first.values())) == 2


def arms_in(office: Office, drawn: SampleSummary) -> dict[bytes, str | None]:
    with reading(office.engine) as session:
        rows = select(ContactNumber.print, Case.arm).join(Case, Case.id == ContactNumber.case_id)
        return dict(session.execute(rows.where(Case.sample_id == drawn.id)).all())


def test_without_an_experiment_nobody_has_an_arm(office: Office):
    assert office.draw(*many(3), size=3).arms == {}


def test_strata_and_margins_of_all_who_could_be_drawn_are_kept(office: Office):
    drawn = office.draw(*many(20, gender="F"), incident(30, area="NW"), size=7)
    assert [(one.area, one.eligible, one.drawn) for one in drawn.strata] == [("CE", 20, 6), ("NW", 1, 1)]
    with reading(office.engine) as session:
        margins = {(row.variable, row.category): row.persons for row in session.scalars(select(Margin))}
    assert (margins["gender", "female"], margins["gender", "not_recorded"], margins["area", "NW"]) == (20, 1, 1)


def test_what_is_shown_later_is_what_was_drawn(office: Office):
    drawn = office.draw(*many(20), incident(30, flags="fatal"), incident(31, phone="1"), size=7)
    with reading(office.engine) as session:
        shown = summary(session, "autumn")
    assert shown == replace(drawn, notes=())
    assert shown.waterfall == {"bad row": 1, "flag fatal": 1}


def test_rows_that_do_not_fit_the_header_are_in_the_waterfall(office: Office):
    drawn = office.draw(*many(3), malformed=(4, 5))
    assert (drawn.rows_read, drawn.rows_rejected, drawn.waterfall) == (5, 2, {"bad row": 2})


def test_a_reference_date_still_to_come_is_refused(office: Office):
    with pytest.raises(BadInput, match="has not come yet"):
        office.draw(*many(3), reference_date=date(2026, 11, 26))


def test_a_reference_date_gone_by_moves_the_window_and_nothing_else(office: Office):
    drawn = office.draw(*many(3, reported_on="2026-08-30"), reference_date=date(2026, 10, 30))
    with reading(office.engine) as session:
        months = set(session.scalars(select(DrawnBefore.month)))
    assert (drawn.reference_date, drawn.size, months) == (date(2026, 10, 30), 2, {"2026-11"})


def test_a_draw_is_audited_without_anybody_in_it(office: Office):
    drawn = office.draw(*many(3))
    with reading(office.engine) as session:
        [entry] = audit.entries(session, subject=drawn.id)
    assert (entry.who, entry.action, entry.details["size"]) == ("researcher", "sample_drawn", 2)


def test_a_wave_has_one_sample(office: Office):
    office.draw(*many(9))
    with pytest.raises(Refused, match="has a sample already"):
        office.draw(*many(9))


def test_nothing_is_drawn_for_a_wave_that_is_not_open(office: Office):
    office.add_wave("winter", state="frozen")
    with pytest.raises(Refused, match="is frozen"):
        office.draw(*many(9), wave="winter")


def test_nothing_is_drawn_for_a_wave_that_is_not_there(office: Office):
    with pytest.raises(NotFound):
        office.draw(*many(9), wave="winter")


def test_whoever_is_on_the_exclusion_list_is_not_drawn(office: Office):
    office.exclude("07700 900001")
    drawn = office.draw(*many(3), size=2)
    assert drawn.waterfall == {"on the exclusion list": 1}


def test_nobody_of_a_household_is_drawn_again_within_twelve_months(office: Office):
    office.draw(incident(0, person="P"), incident(1, person="P"), size=1)
    office.add_wave("winter")
    office.clock.instant += timedelta(days=300)
    later = [incident(nth, reported_on="2027-07-20") for nth in range(3)]
    assert office.draw(*later, size=1, wave="winter").waterfall == {"drawn before": 2}


def test_after_twelve_months_somebody_may_be_drawn_again_and_that_is_noted_anew(office: Office):
    office.draw(incident(0), size=1)
    office.add_wave("winter")
    office.clock.instant = datetime(2027, 12, 1, 12, tzinfo=UTC)
    drawn = office.draw(incident(0, reported_on="2027-10-01"), size=1, wave="winter")
    with reading(office.engine) as session:
        noted = session.scalars(select(DrawnBefore)).one()
    assert (noted.month, noted.sample_id) == ("2027-12", drawn.id)


def test_bad_rows_are_told_in_a_private_file_even_if_the_draw_is_refused(office: Office, tmp_path: Path):
    path = tmp_path / "rejects.csv"
    with pytest.raises(BadFrame):
        office.draw(incident(0, flags="vip"), incident(1, first_name="Burgess"), rejects=path)
    assert path.read_text() == "row,column,reason\n2,first_name,holds a word that may not be spoken\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_refused_draw_leaves_nothing_behind(office: Office):
    with pytest.raises(Refused, match="only 3 persons"):
        office.draw(*many(3), size=4)
    assert [office.rows(kind) for kind in (Sample, Stratum, Margin, Case)] == [0] * 4


def test_an_opt_out_during_the_draw_wins(office: Office, monkeypatch: pytest.MonkeyPatch):
    interrupt(office, monkeypatch, lambda: office.exclude("07700 900001"))
    with pytest.raises(Refused, match="draw again"):
        office.draw(*many(3), size=3)
    assert office.rows(Case) == 0


def test_keys_that_are_rotated_during_the_draw_stop_it(office: Office, monkeypatch: pytest.MonkeyPatch):
    interrupt(office, monkeypatch, lambda: rotate(office.engine, office.keys))
    with pytest.raises(KeysRefused):
        office.draw(*many(3), size=3)
    assert office.rows(Case) == 0


def interrupt(office: Office, monkeypatch: pytest.MonkeyPatch, meanwhile: object) -> None:
    """Let something happen between the long work and the transaction."""
    to_keep = drawing.to_keep

    def interrupted(*given: object) -> object:
        kept = to_keep(*given)  # type: ignore[arg-type]
        meanwhile()  # type: ignore[operator]
        return kept

    monkeypatch.setattr(drawing, "to_keep", interrupted)


def test_a_discarded_sample_leaves_its_record_and_nobody(office: Office):
    office.draw(*many(9))
    assert office.discard().state == "discarded"
    assert [office.rows(kind) for kind in (Case, Contact, ContactNumber, DrawnBefore)] == [0] * 4
    assert [office.rows(kind) for kind in (Sample, Stratum)] == [1, 1]


def test_the_sample_that_stands_is_shown_before_those_discarded(office: Office):
    office.draw(*many(9))
    office.discard()
    drawn = office.draw(*many(9), seed="another")
    with reading(office.engine) as session:
        assert summary(session, "autumn").id == drawn.id


def test_a_sample_is_not_discarded_once_work_on_it_has_begun(office: Office):
    office.draw(incident(0), size=1)
    with transaction(office.engine) as session:
        case = session.scalars(select(Case)).one()
        case.batch_id = factories.batch(session, wave_id=case.wave_id).id
    with pytest.raises(Refused, match="in a batch"):
        office.discard()


def test_what_is_not_there_can_be_neither_discarded_nor_shown(office: Office):
    with pytest.raises(NotFound):
        office.discard()
    with reading(office.engine) as session, pytest.raises(NotFound, match="no sample"):
        summary(session, "autumn")
    with reading(office.engine) as session, pytest.raises(NotFound, match="no wave"):
        summary(session, "winter")
