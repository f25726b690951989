from collections.abc import Iterator, Mapping

import pytest
from werkzeug.test import TestResponse

from tests.calls.line import PUBLIC_URL, USUAL, Line, signed
from tests.calls.survey import PREVIOUS_TOKEN, Survey
from voicebot.webhooks.urls import LAST_TURN
from voicebot.webhooks.voice import LARGEST_FORM


@pytest.fixture
def line(survey: Survey) -> Line:
    """A call at its first question."""
    return survey.rings(survey.person()).agrees()


def paths(survey: Survey, call: str) -> Iterator[str]:
    """Every address below /voice/ that the application has, but for the recordings, which anybody may fetch."""
    for rule in survey.client.application.url_map.iter_rules():
        if rule.rule.startswith("/voice/") and not rule.rule.startswith("/voice/audio/"):
            _, path = rule.build({"call": call, "number": "4"}) or ("", "")
            yield path


def sends(survey: Survey, url: str, form: Mapping[str, str], **given: object) -> TestResponse:
    """A signed webhook in which something is unusual."""
    request = {"data": form, "headers": signed(url, form)} | given
    return survey.client.post(url.removeprefix(PUBLIC_URL), **request)  # type: ignore[arg-type]


def test_a_call_from_the_first_word_to_its_results(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case, state="placing").reports("initiated").reports("ringing")
    line.picks_up().hears("automated research call", "If you are Ada, press 1.").presses("1")
    line.hears("is this a good time?").presses("1")
    line.hears("The Metropolitan Police Service requires this survey", "To take part, press 1.").presses("1")
    line.hears("How satisfied are you with how easy it was to reach someone").presses("2")
    line.hears("what the police did").presses("2").presses("3", "1").hears("everything together").presses("2")
    line.reports("in-progress").is_judged("human").hangs_up(seconds=95)
    assert survey.settle() == 1
    assert survey.codes(case) == {"contact": 2, "action": 2, "follow_up": 3, "treatment": 1, "whole": 2}
    attempt, person = survey.attempt(line), survey.case(case)
    assert (attempt.state, attempt.result, attempt.seconds, attempt.sid) == ("settled", "partial", 95, line.sid)
    assert (person.state, person.closed_for, person.due_at) == ("closed", "partial", None)
    assert survey.turns(line) == {}
    assert survey.errands(line) == ["delete_record"]
    line.picks_up().hears_nothing_and_is_cut_off()


def test_the_key_of_a_turn_goes_to_an_address_that_names_call_and_turn_and_is_tried_again(line: Line) -> None:
    assert line.action == f"{line.url}/turns/4#rc=2&rp=ct,rt,5xx"


def test_every_address_for_the_provider_is_closed_to_whoever_did_not_sign(survey: Survey, line: Line) -> None:
    before = survey.everything()
    closed = list(paths(survey, line.call))
    assert len(closed) >= 5
    for path in closed:
        for headers in (
            {},
            {"X-Twilio-Signature": ""},
            {"X-Twilio-Signature": "forged"},
            signed(PUBLIC_URL + path, {}, ""),
        ):
            answer = survey.client.post(path, data=USUAL | {"CallSid": line.sid, "Digits": "1"}, headers=headers)
            assert answer.status_code == 403
            assert "<" not in answer.text
    assert survey.everything() == before


def test_a_signature_holds_for_its_own_address_only(survey: Survey, line: Line) -> None:
    form, url = {"CallSid": line.sid, "Digits": "1"}, line.action.partition("#")[0]
    before = survey.everything()
    for other in (
        f"{line.url}/turns/5",
        f"{url}?again=1",
        url.replace("https", "http"),
        url.replace(".test", ".example"),
    ):
        assert sends(survey, url, form, headers=signed(other, form)).status_code == 403
    assert survey.everything() == before


def test_a_signature_holds_for_its_own_form_only(survey: Survey, line: Line) -> None:
    form, url = {"CallSid": line.sid, "Digits": "1"}, line.action.partition("#")[0]
    before = survey.everything()
    for changed in form | {"Digits": "2"}, form | {"More": ""}, {"Digits": "1"}:
        assert sends(survey, url, changed, headers=signed(url, form)).status_code == 403
    assert survey.everything() == before


def test_the_token_before_is_still_believed(survey: Survey, line: Line) -> None:
    form, url = {"CallSid": line.sid, "Digits": "1"}, line.action.partition("#")[0]
    assert sends(survey, url, form, headers=signed(url, form, PREVIOUS_TOKEN)).status_code == 200
    assert len(survey.turns(line)) == 5


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts_are_taken(survey: Survey, line: Line, method: str) -> None:
    before = survey.everything()
    for path in paths(survey, line.call):
        answer = getattr(survey.client, method)(path, headers=signed(PUBLIC_URL + path, {}))
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]
        assert "<" not in answer.text
    assert survey.everything() == before


@pytest.mark.parametrize(
    "path",
    [
        "turns/-1",
        f"turns/{LAST_TURN + 1}",
        f"turns/{'9' * 40}",
        "turns/x",
        "turns/",
        "turns/%zz",
        "%00",
        "end",
        "start/",
    ],
)
def test_an_address_that_we_never_gave_out_is_not_found(survey: Survey, line: Line, path: str) -> None:
    before = survey.everything()
    form = {"CallSid": line.sid, "Digits": "0"}
    answer = sends(survey, f"{line.url}/{path}", form)
    assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert survey.everything() == before


@pytest.mark.parametrize("call", ["a", "A" * 24, "a" * 25, "a%00" + "a" * 22, "%ff%fe" + "a" * 22, "%F0%9F%98%80", "%"])
def test_what_can_not_be_a_call_is_not_found_before_the_database_is_asked(survey: Survey, call: str) -> None:
    before = survey.everything()
    answer = sends(survey, f"{PUBLIC_URL}/voice/calls/{call}/start", {"CallSid": "CA1"})
    assert answer.status_code in {403, 404}  # signed or not is a matter of how such a path is spelt
    assert "<" not in answer.text
    assert survey.everything() == before


def test_a_form_that_is_too_large_is_refused_unread(survey: Survey, line: Line) -> None:
    before = survey.everything()
    form = {"CallSid": line.sid, "Digits": "1", "More": "x" * LARGEST_FORM}
    answer = sends(survey, line.action.partition("#")[0], form)
    assert (answer.status_code, answer.content_type) == (413, "text/plain; charset=utf-8")
    assert survey.everything() == before


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"Digits=%ff%fe&CallSid=\xff", "application/x-www-form-urlencoded"),
        (b"Digits=%zz&%=%", "application/x-www-form-urlencoded"),
        (b'{"Digits": "0"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"<Digits>0</Digits>", "text/xml"),
        (b"", ""),
    ],
)
def test_a_body_that_is_no_form_of_the_provider_is_refused(
    survey: Survey, line: Line, body: bytes, content_type: str
) -> None:
    before = survey.everything()
    for path in paths(survey, line.call):
        answer = survey.client.post(
            path, data=body, content_type=content_type, headers={"X-Twilio-Signature": "forged"}
        )
        assert answer.status_code in {400, 403}
        assert "Traceback" not in answer.text
    assert survey.everything() == before


@pytest.mark.parametrize(
    "word", ["", "x" * 65, "CA\x00", "CA\n1", "\ud83d\ude00\x07".encode("utf-16", "surrogatepass").decode("utf-16")]
)
def test_a_signed_form_without_a_word_that_can_be_kept_is_refused(survey: Survey, line: Line, word: str) -> None:
    before = survey.everything()
    for name, path in ("CallSid", "start"), ("CallSid", "status"), ("AnsweredBy", "machine"):
        assert sends(survey, f"{line.url}/{path}", {name: word}).status_code == 400
        assert sends(survey, f"{line.url}/{path}", {}).status_code == 400
    assert survey.everything() == before


@pytest.mark.parametrize("text", ["\x00", "\x00" * 400, "😀", "'; DROP TABLE turn; --", "٣", "٠"])
def test_signed_forms_with_odd_text_are_taken_in_without_a_fault(survey: Survey, line: Line, text: str) -> None:
    line.presses(text).goes_on().reports(text, CallDuration=text, SipResponseCode=text)
    line.sends(f"{line.url}/fallback", ErrorUrl=text)
    assert survey.rows()["exclusion"] == 0
    assert survey.attempt(line).state == "placed"


def test_a_turn_without_a_key_is_silence(survey: Survey, line: Line) -> None:
    asked = sends(survey, line.action.partition("#")[0], {"CallSid": line.sid})
    assert asked.status_code == 200
    assert asked.text == line.stays_silent().takes_turn(4, "1").document


def test_no_answer_is_kept_by_anybody_between(line: Line) -> None:
    assert "Set-Cookie" not in line.sends(line.action, Digits="1").headers
