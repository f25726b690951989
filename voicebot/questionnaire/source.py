"""All that a version of a questionnaire is made from: one value, stored by its hash and compiled again elsewhere.

Reading it from files is `reading.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from voicebot.errors import BadQuestionnaire

QUESTIONNAIRE_FILE = "questionnaire.yaml"
FORBIDDEN_FOLDER = "forbidden"
MANIFEST_FILE = "audio/recordings.yaml"
INBOUND_FILE = "words.yaml"
"""What whoever rings us hears; in a folder of its own, which holds no questionnaire."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is configured and spoken: who calls, the staffed line as people dial it, and who requires the survey.

    `mandate` replaces the questionnaire's own sentence in its source language; None keeps that.
    """

    agency: str
    helpline: str
    mandate: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The texts of a questionnaire's files by their names, with the configured sentences.

    `files` holds `questionnaire.yaml`, a `<language>.yaml` a translation, the `forbidden/<language>.txt`, and
    `audio/recordings.yaml`, which names the recordings by their hashes, where there are some.
    """

    name: str
    files: Mapping[str, str] = field(repr=False)
    sentences: Sentences

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex: the name of the version."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The canonical form: the same source gives the same text, byte for byte."""
        return json.dumps(
            {"format": FORMAT, "name": self.name, "files": dict(self.files), "sentences": asdict(self.sentences)},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Source":
        """The source that `to_json` wrote.

        Raises:
            BadQuestionnaire: it is not in the format that this version writes.
        """
        try:
            fields = json.loads(text)
            if fields.pop("format") != FORMAT:
                raise BadQuestionnaire(_OTHER_FORMAT)
            return cls(fields["name"], fields["files"], Sentences(**fields["sentences"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadQuestionnaire(_OTHER_FORMAT) from error


_OTHER_FORMAT = "this version of a questionnaire was stored in another format: use the release that stored it"
