"""Files that staff send or fetch: the private folder where one lies meanwhile, and how a frame that was sent is read.

How large one may be is for those to say who take it. What stands in it is its readers' and writers'.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from werkzeug.datastructures import FileStorage

from voicebot.errors import BadInput
from voicebot.sampling.bounds import require_bounded
from voicebot.sampling.frame import Frame, read_frame

LARGEST_FRAME = 300_000_000
"""Bytes."""
_FOLDERS = "voicebot-files-"
_LEFT_AFTER = 2 * 60 * 60
"""Seconds after which a folder was left by a process that was killed: no file is read or written for so long."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for its owner alone (0700); gone afterwards with all that is in it, whatever happens."""
    _clear_left()
    with tempfile.TemporaryDirectory(prefix=_FOLDERS) as folder:
        yield Path(folder)


@contextmanager
def held(sent: FileStorage) -> Iterator[Path]:
    """The file that was sent, for its owner alone (0600 in a folder of 0700); gone afterwards, whatever happens."""
    with private_folder() as folder:
        path = folder / f"file{PurePath(sent.filename or '').suffix.lower()}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sent.save(file)
        yield path


@contextmanager
def frame_from(sent: FileStorage, renamed: Mapping[str, str]) -> Iterator[tuple[Frame, Path]]:
    """The frame that was sent, and a private folder that is there as long as it is worked on.

    Raises:
        BadFrame: it can't be read as a whole, or unpacks to more than can be read.
    """
    with held(sent) as path:
        require_bounded(path)
        frame = read_frame(str(path), renamed=renamed)
        path.unlink()
        yield frame, path.parent


def renamed_columns(lines: Iterable[str]) -> Mapping[str, str]:
    """Their column names to ours, written as `theirs = ours`; empty lines are passed over.

    Raises:
        BadInput: a line is none of that form.
    """
    pairs = [[part.strip() for part in line.split("=")] for line in lines if line.strip()]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise BadInput("write each column as theirs = ours, such as: forename = first_name")
    return dict(pairs)


def _clear_left() -> None:
    """Delete what processes left that were killed while they read or wrote."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _LEFT_AFTER:
                shutil.rmtree(folder)
