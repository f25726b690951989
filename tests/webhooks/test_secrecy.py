import io

import pytest

from tests import factories
from tests.calls.line import TOKEN
from tests.calls.survey import PREVIOUS_TOKEN, Survey

NAME, NUMBER = "Markerina", factories.number(777)
SECRETS = (NAME, NUMBER.e164, NUMBER.e164[3:], TOKEN, PREVIOUS_TOKEN)


def test_nothing_that_is_logged_tells_who_was_called(
    survey: Survey, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    line = (
        survey.rings(survey.person(NUMBER, first_name=NAME))
        .picks_up()
        .hears(NAME)
        .presses("*")
        .presses("1", "1", "1", "2", "0")
    )
    line.reports("sounding-out").is_judged("somebody").fails("").hangs_up()
    survey.settle()
    assert line.sends(f"{line.url}/start", To=NUMBER.e164, Called=NUMBER.e164, CallerName=NAME).status_code == 200
    assert survey.client.post(f"/voice/calls/{line.call}/start", data={"To": NUMBER.e164}).status_code == 403
    written = log.getvalue() + "".join(capfd.readouterr())
    assert line.call in written
    assert not [secret for secret in SECRETS if secret in written]


def test_a_fault_is_logged_by_its_kind_and_place_and_answered_without_either(survey: Survey, log: io.StringIO) -> None:
    line = survey.rings(survey.person(NUMBER, first_name=NAME))
    survey.keys.destroy_wave_key(survey.key_id)
    answer = line.sends(f"{line.url}/start", To=NUMBER.e164, CallerName=NAME)
    assert answer.status_code == 503
    assert answer.text in {"try again\n", "something went wrong\n"}
    assert '"event": "request_failed"' in log.getvalue()
    assert not [secret for secret in SECRETS if secret in log.getvalue()]


def test_the_parts_of_a_call_show_nothing_in_their_text_forms(survey: Survey) -> None:
    line = survey.rings(survey.person(NUMBER, first_name=NAME))
    shown = repr((survey.parts, survey.board, survey.attempt(line)))
    assert not [secret for secret in SECRETS if secret in shown]
