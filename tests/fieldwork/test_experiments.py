from collections.abc import Collection, Mapping

import pytest

from tests import factories
from tests.fieldwork.office import Office
from tests.fieldwork.test_launching import read_flow
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import batches, ringing_in, waves
from voicebot.fieldwork.experiments import sources, with_arms
from voicebot.fieldwork.launching import launch_batch
from voicebot.fieldwork.rules import WaveRules
from voicebot.privacy import audit
from voicebot.questionnaire.source import Source
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Case

RULES = WaveRules(experiment={"other": 0.5})


def flows(name: str, languages: Collection[str] = ()) -> Source:
    """The small survey, and another one that asks the same in other words."""
    source = read_flow("small", languages)
    if name == "small":
        return source
    files = {file: text.replace("survey: small", f"survey: {name}") for file, text in source.files.items()}
    return Source(name, files, source.sentences)


def launched(office: Office, flows=flows) -> Mapping[str, str]:
    """A wave with a person in each arm, launched; their cases by arm."""
    wave = office.wave(RULES, flow="small", version=None)
    cases = {arm: office.person(wave, factories.number(nth), arm=arm) for nth, arm in enumerate(("small", "other"))}
    batch = batches.create(office.engine, office.clock, wave_name=wave, size=None, who="researcher")
    batches.approve(office.engine, office.clock, batch_id=batch.id, who="supervisor")
    launch_batch(office.engine, office.clock, flows, batch_id=batch.id, faults=(), who="supervisor")
    return cases


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ({"other": None}, {"small": 0.5, "other": 0.5}),
        ({"other": 0.3}, {"small": 0.7, "other": 0.3}),
        ({"other": None, "third": None}, dict.fromkeys(("small", "other", "third"), 1 / 3)),
        ({"other": 0.2, "third": None}, {"small": 0.4, "other": 0.2, "third": 0.4}),
    ],
)
def test_arms_share_the_cases(given: dict[str, float | None], shares: dict[str, float]) -> None:
    assert with_arms(WaveRules(), given).arms("small") == pytest.approx(shares)


@pytest.mark.parametrize("given", [{"other": 1.0}, {"other": 0.0}, {"other": -1.0}, {"other": 0.6, "third": 0.5}])
def test_shares_that_leave_nothing_for_somebody_are_refused(given: dict[str, float | None]) -> None:
    with pytest.raises(BadInput, match="leave something for the wave's own"):
        with_arms(WaveRules(), given)


def test_arms_of_the_rules_and_of_the_command_go_together() -> None:
    assert with_arms(RULES, {"third": 0.25}).arms("small") == {"small": 0.25, "other": 0.5, "third": 0.25}


def test_the_wave_s_own_questionnaire_is_no_arm_beside_itself() -> None:
    with pytest.raises(BadInput, match="own questionnaire"):
        sources("small", with_arms(WaveRules(), {"small": None}), flows)


def test_a_wave_without_an_experiment_has_its_own_questionnaire_alone() -> None:
    assert list(sources("small", WaveRules(), flows)) == ["small"]
    assert WaveRules().arms("small") == {}


def test_the_rules_of_an_experiment_are_kept() -> None:
    assert WaveRules.from_json(RULES.to_json()) == RULES


def test_an_arm_that_can_not_be_compared_is_refused() -> None:
    with pytest.raises(Refused, match="two-steps can't be an arm beside small: "):
        sources("small", WaveRules(experiment={"two-steps": 0.5}), read_flow)


def test_the_first_launch_fixes_the_version_of_every_arm(office: Office) -> None:
    launched(office)
    with reading(office.engine) as session:
        (wave,) = waves.list_waves(session)
        launch = audit.entries(session)[0]
    versions = {"small": flows("small").digest, "other": flows("other").digest}
    assert {arm.name: (arm.version, arm.cases, arm.share) for arm in wave.arms} == {
        name: (version, 1, 0.5) for name, version in versions.items()
    }
    assert wave.version == versions["small"]
    assert (launch.action, launch.details["arms"]) == ("batch_launched", versions)


def test_everybody_is_called_with_the_version_of_their_arm(office: Office) -> None:
    cases = launched(office)
    versions = {attempt.case_id: attempt.version for attempt in (office.call(), office.call())}
    assert versions == {case_id: flows(arm).digest for arm, case_id in cases.items()}


def test_whoever_rings_us_is_asked_in_their_arm(office: Office) -> None:
    case_id = launched(office)["other"]
    print_ = office.prints.of(factories.number(1))
    with transaction(office.engine) as session:
        attempt = ringing_in.begin_attempt(session, session.get_one(Case, case_id), print_, "CA1", office.clock.now())
    assert attempt is not None
    assert attempt.version == flows("other").digest


def test_an_arm_that_is_gone_by_the_launch_stops_it(office: Office) -> None:
    def without_other(name: str, languages: Collection[str] = ()) -> Source:
        if name == "other":
            raise NotFound("there is no questionnaire called other")
        return flows(name, languages)

    with pytest.raises(NotFound, match="other"):
        launched(office, without_other)


def test_an_arm_whose_translation_is_not_approved_stops_the_launch(office: Office) -> None:
    """With the real provider, it is then not offered in a language that the others are offered in."""

    def unapproved(name: str, languages: Collection[str] = ()) -> Source:
        source = flows(name, languages)
        files = {file: text for file, text in source.files.items() if name != "other" or file != "pl-PL.yaml"}
        return Source(name, files, source.sentences)

    with pytest.raises(Refused, match="it is offered in en-GB, small in en-GB, pl-PL"):
        launched(office, unapproved)
