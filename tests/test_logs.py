"""What reaches the log, and above all what does not."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from voicebot import logs
from voicebot.errors import Busy

MARKER, NUMBER = "Marker-Of-Somebody", "+447700900123"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a process writes that has set up its logs."""
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    stream = io.StringIO()
    logs.set_up(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def line(stream: io.StringIO) -> dict[str, object]:
    (only,) = stream.getvalue().splitlines()
    found: dict[str, object] = json.loads(only)
    return found


def test_an_event_is_written_with_its_fields(stream: io.StringIO) -> None:
    logs.log_for("voicebot.calls").info("turn taken", attempt="a1", turn=3)

    written = line(stream)
    assert (written["event"], written["attempt"], written["turn"]) == ("turn taken", "a1", 3)
    assert (written["logger"], written["level"]) == ("voicebot.calls", "info")
    assert "timestamp" in written


@pytest.mark.parametrize(
    "name", ["phone", "to", "first_name", "reference", "answer", "digits", "token", "anything_new"]
)
def test_a_field_that_is_not_named_as_harmless_is_left_out(stream: io.StringIO, name: str) -> None:
    logs.log_for("voicebot.calls").warning("call placed", **{name: NUMBER})

    assert NUMBER not in stream.getvalue()
    assert name not in line(stream)


def test_a_librarys_message_comes_without_what_it_was_about(stream: io.StringIO) -> None:
    logging.getLogger("urllib3").warning("Retrying %s to %s", MARKER, NUMBER)

    assert line(stream)["event"] == "Retrying %s to %s"
    assert MARKER not in stream.getvalue()
    assert NUMBER not in stream.getvalue()


def test_a_librarys_message_that_was_filled_in_before_is_withheld_but_its_place_is_told(stream: io.StringIO) -> None:
    logging.getLogger("library").error(f"could not ring {NUMBER}")  # noqa: G004 - as libraries do

    assert NUMBER not in stream.getvalue()
    assert str(line(stream)["place"]).startswith("test_logs:")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_a_library_is_heard_from_warnings_on(stream: io.StringIO, level: int) -> None:
    logging.getLogger("twilio.http_client").log(level, "POST Request: %s", NUMBER)

    assert stream.getvalue() == ""


def raise_with_marker() -> None:
    raise ValueError(f"invalid literal: {MARKER} {NUMBER}")


@pytest.mark.parametrize("logger", [logs.log_for("voicebot.calls"), logging.getLogger("library")])
def test_an_exception_is_told_by_kind_and_place_without_its_message(
    stream: io.StringIO, logger: logging.Logger
) -> None:
    try:
        raise_with_marker()
    except ValueError:
        logger.exception("failed")

    written = line(stream)
    assert written["fault"] == "ValueError"
    assert "test_logs.py" in str(written["place"])
    assert MARKER not in stream.getvalue()
    assert NUMBER not in stream.getvalue()


def test_an_error_of_ours_is_told_in_its_own_words_with_the_kind_of_its_cause(stream: io.StringIO) -> None:
    try:
        try:
            raise_with_marker()
        except ValueError as fault:
            raise Busy("try again in a moment") from fault
    except Busy as busy:
        logs.log_for("voicebot.calls").error("turn failed", exc_info=busy)

    assert line(stream)["fault"] == "Busy: try again in a moment from ValueError"


def test_on_a_terminal_the_lines_are_for_people_and_as_silent() -> None:
    stream = Terminal()
    logs.set_up(stream)
    try:
        logs.log_for("voicebot.calls").info("turn taken", attempt="a1", phone=NUMBER)
    finally:
        logging.getLogger().handlers.clear()
        structlog.reset_defaults()

    assert "turn taken" in stream.getvalue()
    assert NUMBER not in stream.getvalue()
    assert not stream.getvalue().startswith("{")
