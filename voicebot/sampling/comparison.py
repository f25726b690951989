"""A frame held against the last one: what changed oddly has to be looked at by somebody before anything is drawn.

A profile is counts and dates only; it is kept with the sample, the frame is not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import polars as pl

from voicebot.sampling.checking import CheckedFrame
from voicebot.sampling.eligibility import DRAWN_BEFORE
from voicebot.sampling.frame import Frame
from voicebot.sampling.rules import EligibilityRules

ROWS_CHANGED, SHARE_MOVED = 0.5, 0.10
"""By how much rows may grow or shrink, and by how many points a share may move, before it is odd."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a frame looked like. Shares are between 0 and 1; `since` and `until` are the window of eligible reports."""

    digest: str
    rows: int
    rejected: float
    flagged: float
    seen_before: float
    groups: Mapping[str, float]
    first_report: date | None
    last_report: date | None
    since: date
    until: date

    def to_json(self) -> str:
        """As it is kept with the sample."""
        return json.dumps(asdict(self), default=date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "Profile | None":
        """As it was kept; None if none was."""
        kept = json.loads(text)
        if not kept:
            return None
        dates = {name: kept[name] and date.fromisoformat(kept[name]) for name in _DATES}
        return cls(**kept | dates)


_DATES = ("first_report", "last_report", "since", "until")


def profile_of(
    frame: Frame, checked: CheckedFrame, waterfall: Mapping[str, int], rules: EligibilityRules, reference_date: date
) -> Profile:
    """The profile of a frame; `waterfall` is that of its draw."""
    rows, read = checked.rows, max(1, frame.rows_read)
    counts = rows["victim_group"].str.to_lowercase().drop_nulls().value_counts().sort("victim_group")
    oldest, newest = rules.window(reference_date)
    first, last = rows.select(pl.col("reported").min().alias("first"), pl.col("reported").max().alias("last")).row(0)
    return Profile(
        digest=frame.digest,
        rows=frame.rows_read,
        rejected=round(checked.rows_rejected / read, 4),
        flagged=round(rows["flags"].drop_nulls().len() / read, 4),
        seen_before=round(waterfall.get(DRAWN_BEFORE, 0) / read, 4),
        groups={str(group): round(count / read, 4) for group, count in counts.iter_rows()},
        first_report=first,
        last_report=last,
        since=oldest,
        until=newest,
    )


def odd_differences(frame: Profile, last: Profile) -> Sequence[str]:
    """What is odd about a frame beside the last one that was drawn from, in sentences for staff."""
    if frame.digest == last.digest:
        return ("this is the very frame that was drawn from last time",)
    return tuple(_differences(frame, last))


def _differences(frame: Profile, last: Profile) -> Iterator[str]:
    if abs(frame.rows - last.rows) > ROWS_CHANGED * last.rows:
        yield f"it has {frame.rows:,} rows, the last one had {last.rows:,}"
    yield from _moved("rows that were rejected", frame.rejected, last.rejected)
    yield from _moved("rows with a flag", frame.flagged, last.flagged)
    yield from _moved("rows of people who were drawn before", frame.seen_before, last.seen_before)
    for group in sorted({*frame.groups, *last.groups}):
        yield from _moved_group(group, frame.groups.get(group), last.groups.get(group))
    if frame.last_report and last.last_report and frame.last_report < last.last_report:
        yield f"its last report is of {frame.last_report:%d %b %Y}, the last frame's was of {last.last_report:%d %b %Y}"
    if frame.first_report and last.last_report and frame.first_report > last.last_report + timedelta(days=1):
        yield (
            f"no report between {last.last_report:%d %b %Y} and {frame.first_report:%d %b %Y} is on this frame "
            "or the last one"
        )


def _moved(what: str, now: float, before: float) -> Iterator[str]:
    if abs(now - before) > SHARE_MOVED:
        yield f"{what} are {now:.0%} of it, they were {before:.0%} of the last one"


def _moved_group(group: str, now: float | None, before: float | None) -> Iterator[str]:
    if now is None:
        yield f"nobody of the victim group {group} is on it, the last one had {before:.0%}"
    elif before is None:
        yield f"the victim group {group} is new: {now:.0%} of it"
    else:
        yield from _moved(f"rows of the victim group {group}", now, before)


def overlaps(frame: Profile, others: Sequence[tuple[str, Profile]]) -> Sequence[str]:
    """Which other waves asked about reports of the same days, in sentences for staff."""
    return tuple(
        f"the period {frame.since:%d %b %Y} to {frame.until:%d %b %Y} overlaps that of the wave {name}"
        for name, other in others
        if other.since <= frame.until and frame.since <= other.until
    )
