from datetime import date

from voicebot.rehearsal.calls.call import Call
from voicebot.rehearsal.calls.register import Days, Filter, Register

NOON = 1_795_003_200.0  # 18 November 2026, 12:00 UTC


def register(count: int) -> Register:
    register = Register()
    for n in range(count):
        register.add(Call(f"CA{n}", f"+4477009000{n:02}", "+442079460000", "outbound-api", NOON, dialled=NOON))
    return register


def sids(calls: list[Call]) -> list[str]:
    return [call.sid for call in calls]


def test_a_page_is_counted_from_the_newest():
    page = register(5).page(Filter(), 2, 1, None)
    assert (sids(page.calls), page.more) == (["CA2", "CA1"], True)


def test_a_page_after_a_call_does_not_depend_on_newer_calls():
    page = register(5).page(Filter(), 2, 1, "CA3")
    assert sids(page.calls) == ["CA2", "CA1"]


def test_the_last_page_has_no_more():
    assert not register(2).page(Filter(), 2, 0, None).more


def test_days_are_on_before_and_since():
    on, before, since = Days(on=date(2026, 11, 18)), Days(before=date(2026, 11, 18)), Days(since=date(2026, 11, 18))
    assert (on.match(NOON), before.match(NOON), since.match(NOON)) == (True, False, True)


def test_what_never_happened_is_on_no_day():
    assert Days().match(None)
    assert not Days(since=date(2000, 1, 1)).match(None)


def test_no_call_has_a_parent():
    assert register(1).page(Filter(parent="CA0"), 10, 0, None).calls == []
