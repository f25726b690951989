"""A bar that shows how far the calling of a wave is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.store.states import CaseState


@contextmanager
def calling_progress(*, quiet: bool) -> Iterator[Callable[[BatchStatus], None]]:
    """What is to be told how a batch stands; it shows people done and calls made, on standard error."""
    columns = (
        TextColumn("people done"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[attempts]} calls, {task.fields[in_progress]} in progress"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as shown:
        bar = shown.add_task("", total=None, attempts=0, in_progress=0)

        def watch(now: BatchStatus) -> None:
            shown.update(
                bar,
                total=sum(now.cases.values()),
                completed=now.cases.get(CaseState.CLOSED, 0),
                attempts=now.attempts,
                in_progress=now.in_progress,
            )

        yield watch
