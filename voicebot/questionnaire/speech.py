"""The words of one language made into lines: placeholders filled in, and options turned into sentences with their keys.

Which lines a prompt is made of is `wording.py`; that the words are complete was checked before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicebot.questionnaire.draft import Menu, Option, Piece
from voicebot.questionnaire.faults import Place
from voicebot.questionnaire.fields import Paths
from voicebot.questionnaire.model import Line, Meaning, Times
from voicebot.questionnaire.placeholders import fill
from voicebot.questionnaire.times import DAYS, HOURS, every_offer

STOP_KEY = "0"


@dataclass(frozen=True, slots=True)
class Speech:
    """Makes lines from the words of a language, with the configured sentences filled in.

    `places` notes where the words of each line stand, for the checks of what is spoken in the end.
    """

    words: Paths
    values: Mapping[str, str]
    places: dict[str, Place] = field(default_factory=dict)

    def say(self, piece: Piece, *, slow: bool = False) -> Line:
        """The sentences of one path."""
        return self._line(piece.name, piece.path, self._sentences(piece.path), slow=slow)

    def text(self, path: str) -> str:
        """The words of a path as one text."""
        return " ".join(self._sentences(path))

    def named(self, name: str) -> Line:
        """The sentences of a path that the line is called after."""
        return self.say(Piece(name, name))

    def options(self, menu: Menu) -> Line:
        """Every option with its key."""
        return self._line(menu.name, menu.options[0].label, tuple(map(self._option, menu.options)))

    def short(self, menu: Menu) -> Line:
        """The two ends of a scale, then the options that are not on it."""
        scale = [option for option in menu.options if not option.dont_know]
        ends = {
            "first": scale[0].key,
            "first_label": self.text(scale[0].label),
            "last": scale[-1].key,
            "last_label": self.text(scale[-1].label),
        }
        apart = tuple(self._option(option) for option in menu.options if option.dont_know)
        sentences = (fill(self.text("phrases.scale_in_short"), ends), *apart)
        return self._line(f"{menu.name}.short", menu.options[0].label, sentences)

    def keys(self, name: str, path: str, keys: Mapping[Meaning, str]) -> Line:
        """What each key of a step is for, key 0 last where it is said there."""
        spoken = {f"{path}.{meaning}": key for meaning, key in keys.items()} | {f"{path}.stop": STOP_KEY}
        sentences = [self._press(label, key) for label, key in spoken.items() if label in self.words]
        return self._line(name, f"{path}.{next(iter(keys))}", tuple(sentences))

    def times(self) -> Times:
        """What the times of an appointment are called."""
        times = Times(
            days=tuple(self.text(f"appointment.days.{day}") for day in DAYS),
            hours={hour: self.text(f"appointment.hours.{hour}") for hour in HOURS},
            time=self.text("appointment.time"),
            option=self.text("phrases.option"),
        )
        place = self.words["appointment.time"].place
        self.places.update({line.name: place for line in every_offer(times)})
        return times

    def minutes_left(self, minutes: int) -> Line:
        """Help, with the time that is left."""
        path = "phrases.help" if minutes > 1 else "phrases.help_last_minute"
        said = tuple(fill(sentence, {"minutes": str(minutes)}) for sentence in self._sentences(path))
        return self._line(f"phrases.help_{minutes}", path, said)

    def one_of_two(self, path: str, number: int) -> Line:
        """The first or second of two texts for the same moment."""
        return self._line(f"{path}_{number}", path, (self._sentences(path)[number - 1],))

    def offer(self, language: str, path: str, key: str) -> Line:
        """How to go on in this language, to be said while another one is spoken."""
        said = tuple(fill(sentence, {"key": key}) for sentence in self._sentences(path))
        return self._line(f"offers.{language}", path, said, language=language)

    def _option(self, option: Option) -> str:
        if option.say is not None:
            return self._press(option.say, option.key)
        return fill(self.text("phrases.option"), {"label": self.text(option.label), "key": option.key})

    def _press(self, label: str, key: str) -> str:
        return fill(self.text("phrases.press"), {"label": self.text(label), "key": key})

    def _sentences(self, path: str) -> tuple[str, ...]:
        return tuple(fill(sentence, self.values) for sentence in self.words[path].sentences)

    def _line(
        self, name: str, path: str, sentences: tuple[str, ...], *, slow: bool = False, language: str | None = None
    ) -> Line:
        self.places[name] = self.words[path].place
        return Line(name, sentences, language, slow)
