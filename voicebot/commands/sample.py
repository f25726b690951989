"""The commands on samples: draw one from a frame, refresh, release, show or discard it; and how large it has to be."""

import secrets
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from voicebot.clock import in_london
from voicebot.commands.output import json_option, print_facts, print_json, print_table, shown, staff_option, working
from voicebot.composition import put_together, wave_source
from voicebot.errors import Refused
from voicebot.fieldwork.drawing import draw_for_wave, refresh_for_wave
from voicebot.fieldwork.releasing import release_next, release_status
from voicebot.fieldwork.waves import find_wave
from voicebot.sampling.allocation import Method
from voicebot.sampling.draw import Design
from voicebot.sampling.drawing import discard_sample
from voicebot.sampling.example import write_example_frame
from voicebot.sampling.fixed_strata import read_strata
from voicebot.sampling.frame import read_frame
from voicebot.sampling.size import completes_for, people_for
from voicebot.sampling.summary import SampleSummary
from voicebot.sampling.summary import summary as summary_of
from voicebot.settings import read_settings
from voicebot.store.engine import reading

_METHODS = [method.value for method in Method]
_ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
_Share = partial(click.FloatRange, min=0, min_open=True, max=1)


def _renamed(_context: click.Context, _parameter: click.Parameter, pairs: Sequence[str]) -> Mapping[str, str]:
    """Their column names to ours."""
    split = [pair.partition("=") for pair in pairs]
    if not all(theirs and ours for theirs, _, ours in split):
        raise click.BadParameter("write it as theirs=ours, such as --map forename=first_name")
    return {theirs: ours for theirs, _, ours in split}


def _day(_context: click.Context, _parameter: click.Parameter, given: datetime | None) -> date | None:
    return None if given is None else given.date()


_query_option = click.option("--query", metavar="SQL", help="What finds the incidents in that database.")
_map_option = click.option(
    "--map", "renamed", metavar="THEIRS=OURS", multiple=True, callback=_renamed, help="Rename a column."
)


@click.group()
def sample() -> None:
    """The sample of a wave: draw it from a frame of incidents."""


@sample.command()
@click.argument("wave")
@click.option("--frame", metavar="FILE|URL", required=True, help="CSV, XLSX or Parquet file, or a database's URL.")
@_query_option
@_map_option
@click.option("--size", type=click.IntRange(min=1), required=True, help="How many people to draw.")
@click.option("--seed", metavar="TEXT", help="The same seed draws the same people; made up and shown, unless given.")
@click.option("--method", type=click.Choice(_METHODS), default="proportional", show_default=True)
@click.option(
    "--strata", metavar="FILE", type=_ExistingFile, help="For the method fixed: area,victim_group,count as CSV."
)
@click.option("--replicates", type=click.IntRange(min=1), default=10, show_default=True, help="Parts, each a sample.")
@click.option("--on", "day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="Instead of today.")
@click.option("--accept-differences", is_flag=True, help="Draw though the frame differs oddly from the last one.")
@click.option(
    "--rejects",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where bad rows are told; beside a frame that is a file, unless given.",
)
@staff_option
@json_option
def draw(  # noqa: PLR0913 - its options
    wave: str,
    frame: str,
    query: str | None,
    renamed: Mapping[str, str],
    size: int,
    seed: str | None,
    method: str,
    strata: Path | None,
    replicates: int,
    day: date | None,
    accept_differences: bool,
    rejects: Path | None,
    who: str,
    as_json: bool,
) -> None:
    """Draw the people whom a wave calls.

    Only they are kept, sealed with the key of the wave, and of all others counts. Bad rows are told by row, column and
    reason, without any value. A frame that differs oddly from the last one is drawn from only after a typed yes.

    \b
    python -m voicebot sample draw autumn-2026 --frame incidents.csv --map forename=first_name --size 2000
    """
    design = Design(
        size, seed or secrets.token_hex(8), Method(method), replicates, read_strata(strata) if strata else {}
    )
    settings = read_settings()
    parts = put_together(settings)
    told_in = rejects or _beside(frame)
    with reading(parts.engine) as session:
        find_wave(session, wave)
    with working("Reading the frame"):
        incidents = read_frame(frame, query=query, renamed=renamed)
    with working("Drawing"):
        drawn = draw_for_wave(
            parts.engine,
            parts.clock,
            partial(wave_source, settings),
            wave_name=wave,
            frame=incidents,
            design=design,
            vault=parts.vault,
            prints=parts.prints,
            who=who,
            reference_date=day,
            rejects=told_in,
            accept=lambda differences: accept_differences or _is_accepted(differences),
        )
    _print(drawn, as_json=as_json)
    if drawn.rows_rejected and told_in is not None and not as_json:
        click.echo(f"\n{drawn.rows_rejected} bad rows: see {told_in}")


@sample.command()
@click.argument("wave")
@json_option
def show(wave: str, as_json: bool) -> None:
    """Show the sample of a wave, with all that it takes to draw it again.

    \b
    python -m voicebot sample show autumn-2026
    """
    with reading(put_together(read_settings()).engine) as session:
        found = summary_of(session, wave)
    _print(found, as_json=as_json)


@sample.command()
@click.argument("wave")
@click.option("--frame", metavar="FILE|URL", required=True, help="A newer frame: a file, or a database's URL.")
@_query_option
@_map_option
@staff_option
@json_option
def refresh(  # noqa: PLR0913 - its options
    wave: str, frame: str, query: str | None, renamed: Mapping[str, str], who: str, as_json: bool
) -> None:
    """Hold a newer frame against those drawn but not called yet, and take out who may not be called any more.

    A launch wants a draw or a refresh of the last seven days. Nobody is added, and no number is changed.

    \b
    python -m voicebot sample refresh autumn-2026 --frame incidents-december.csv --as j.smith
    """
    settings = read_settings()
    parts = put_together(settings)
    with working("Reading the frame"):
        incidents = read_frame(frame, query=query, renamed=renamed)
    done = refresh_for_wave(
        parts.engine,
        parts.clock,
        partial(wave_source, settings),
        wave_name=wave,
        frame=incidents,
        vault=parts.vault,
        prints=parts.prints,
        who=who,
    )
    if as_json:
        print_json(done)
        return
    click.echo(
        f"{done.looked_at} people who were not called yet were looked at, {sum(done.taken_out.values())} taken out."
    )
    for what, people in (*done.taken_out.items(), *done.left.items()):
        click.echo(f"  {people:>6}  {what}")


@sample.command()
@click.argument("wave")
@click.option("--status", "only_status", is_flag=True, help="Show where the wave stands, and release nothing.")
@staff_option
@json_option
def release(wave: str, only_status: bool, who: str, as_json: bool) -> None:
    """Release the next replicate of a sample, as long as interviews are missing.

    Its cases can be put into batches then. A wave without targets has all of them released at the draw.

    \b
    python -m voicebot sample release autumn-2026 --as j.smith
    """
    parts = put_together(read_settings())
    if only_status:
        with reading(parts.engine) as session:
            stands = release_status(session, wave)
    else:
        stands = release_next(parts.engine, parts.clock, wave_name=wave, who=who)
    if as_json:
        print_json(stands)
        return
    click.echo(f"{stands.released} of {stands.replicates} replicates are released.\n")
    print_table(
        ("target", "wanted", "interviews", "still open", "expected of these", "numbers still needed"),
        [
            (one.name, one.target, one.interviews, one.still_open, one.expected, one.numbers_needed)
            for one in stands.progress
        ],
    )


@sample.command()
@click.argument("wave")
@staff_option
@json_option
def discard(wave: str, who: str, as_json: bool) -> None:
    """Undo a draw, as long as no batch was made from it.

    \b
    python -m voicebot sample discard autumn-2026 --as j.smith
    """
    parts = put_together(read_settings())
    _print(discard_sample(parts.engine, wave=wave, clock=parts.clock, who=who), as_json=as_json)


@sample.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--people", type=click.IntRange(min=1), default=200, show_default=True, help="How many can be drawn.")
@click.option("--seed", metavar="TEXT", default="1", show_default=True, help="The same seed makes the same frame.")
def example(file: Path, people: int, seed: str) -> None:
    """Write a frame of made-up incidents, whose numbers nobody has, to try a draw on.

    \b
    python -m voicebot sample example incidents.csv --people 200
    """
    if file.exists():
        raise Refused(f"{file} is there already: name a file that is not")
    today = in_london(put_together(read_settings()).clock.now()).date()
    rows = write_example_frame(file, people, seed, today)
    click.echo(f"{rows} made-up incidents, of whom {people} people and some more can be drawn: {file}")


@sample.command()
@click.option("--margin", type=_Share(), required=True, help="Half the width of the interval: 0.02 is two points.")
@click.option("--share", type=_Share(), default=0.5, show_default=True, help="The share that is expected.")
@click.option("--confidence", type=_Share(), default=0.95, show_default=True, help="How often it should hold.")
@click.option("--response", type=_Share(), default=0.3, show_default=True, help="Interviews by people drawn.")
@json_option
def size(margin: float, share: float, confidence: float, response: float, as_json: bool) -> None:
    """Work out how many interviews a precision needs, and how many people have to be drawn for them.

    \b
    python -m voicebot sample size --margin 0.02 --response 0.3
    """
    completes = completes_for(margin, share=share, confidence=confidence)
    people = people_for(completes, response=response)
    if as_json:
        print_json({"interviews": completes, "people": people})
    else:
        click.echo(f"{completes:,} interviews, from {people:,} people drawn.")


def _is_accepted(differences: Sequence[str]) -> bool:
    """Ask for a typed yes; where nobody can type one, the answer is no."""
    click.echo("This frame differs from the last one:", err=True)
    for difference in differences:
        click.echo(f"  {difference}", err=True)
    if not sys.stdin.isatty():
        click.echo("Look at it, then draw with --accept-differences.", err=True)
        return False
    return str(click.prompt('Type "yes" to draw from it', default="no", err=True)).strip().lower() == "yes"


def _beside(frame: str) -> Path | None:
    """Where the bad rows of a frame that is a file are told."""
    return None if "://" in frame else Path(f"{frame}.rejects.csv")


def _print(found: SampleSummary, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for note in found.notes:
        click.echo(f"Note: {note}")
    print_facts(
        {
            "sample": found.id,
            "wave": found.wave,
            "state": found.state,
            "drawn": found.drawn_at,
            "reference date": found.reference_date,
            "size": found.size,
            "seed": found.seed,
            "method": found.method,
            "frame": found.frame_digest,
            "rules": found.rules_digest,
            "lists": found.lists_digest,
            "replicates": f"{found.released} of {found.replicates} released",
            "odd frame accepted by": found.accepted_by,
            "arms": found.arms or None,
        }
    )
    click.echo()
    print_table(("rows", ""), [(found.rows_read, "read"), *((rows, why) for why, rows in found.waterfall.items())])
    for one in found.refreshes:
        taken = sum(one.taken_out.values())
        click.echo(f"\nRefreshed {shown(one.at)}: {one.looked_at} looked at, {taken} taken out. {shown(one.taken_out)}")
    click.echo()
    print_table(
        ("area", "victim group", "could be drawn", "drawn"),
        [(one.area, one.victim_group, one.eligible, one.drawn) for one in found.strata],
    )
