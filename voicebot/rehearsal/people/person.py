"""A person on the phone: hears a prompt, thinks where in the call this is, and presses a key, or does not.

What is pressed is a function of the person, the attempt and the prompt, never of time or of other calls.
"""

from collections.abc import Callable

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.people.ear import Offer, Understood, understand
from voicebot.rehearsal.people.habits import Habits
from voicebot.rehearsal.people.lapses import Lapses
from voicebot.rehearsal.people.meaning import Meaning, Moment, answers, find, meaning, moment, satisfied
from voicebot.rehearsal.people.traits import Number, Traits
from voicebot.rehearsal.twiml.gather import SILENCE, Press, Reaction
from voicebot.rehearsal.twiml.prompt import Prompt

RECORDED = ("1", "2", "3")  # the keys that a recording, whose words nobody hears, will be about
WAYS_OUT = frozenset({Meaning.STOP, Meaning.WITHDRAW, Meaning.SKIP, Meaning.UNDER_AGE, Meaning.REFUSE})


class Person:
    """One person in one call; remembers the call, and nothing else."""

    def __init__(self, traits: Traits, habits: Habits, seed: int, number: str, attempt: int) -> None:
        self._traits = traits
        self._character = Dice(seed, number, "character")
        self._attempt = Dice(seed, number, "attempt", attempt)
        self._not_free = self._attempt.falls(habits.not_free, "not free")
        self._not_now = self._attempt.falls(habits.not_now, "not now")
        self._has_to_go = self._attempt.falls(habits.has_to_go, "has to go")
        self._lapses = Lapses(traits, self._attempt)
        self._prompts = 0
        self._opted_out = False
        self._understands = not traits.foreign
        self._moments: dict[Moment, Callable[[Understood], str | None]] = {
            Moment.RIGHT_PERSON: self._at_the_first_gate,
            Moment.SAFE_MOMENT: self._at_the_second_gate,
            Moment.AGREEMENT: self._asked_to_take_part,
            Moment.OPTED_OUT: self._told_goodbye,
            Moment.HELP: self._helped,
            Moment.APPOINTMENT: self._offered_times,
            Moment.DEMOGRAPHICS: self._asked_about_oneself,
            Moment.CLOSING: self._thanked,
            Moment.QUESTION: self._asked,
            Moment.UNCLEAR: self._puzzled,
        }

    def react(self, prompt: Prompt, /) -> Reaction:
        """Press the key of one's choice once enough was heard; hang up; or keep silent."""
        self._prompts += 1
        heard = understand(prompt.text)
        now = moment(heard)
        if self._leaves(now):
            return Reaction(hangs_up_after=prompt.seconds * self._attempt.between(0.1, 0.9, "leaves", self._prompts))
        key = self._key(heard, now)
        if key == "hangup":
            return Reaction(hangs_up_after=prompt.seconds + 1)
        return SILENCE if key is None else Reaction((Press(key, self._when(prompt, heard, key)),))

    def _leaves(self, now: Moment) -> bool:
        if now is Moment.RIGHT_PERSON and self._traits.hangs_up_at_once:
            return True
        return self._traits.patience is not None and self._prompts > self._traits.patience

    def _key(self, heard: Understood, now: Moment) -> str | None:
        """The key to press, `hangup`, or None to keep silent."""
        if self._wants_to_opt_out(now):
            self._opted_out = True
            return "0"
        if self._traits.silent_from is not None and self._prompts >= self._traits.silent_from:
            return None
        if now in {Moment.QUESTION, Moment.DEMOGRAPHICS} and (lapse := self._lapses.strike(heard)):
            return lapse.key
        return self._moments[now](heard)

    def _wants_to_opt_out(self, now: Moment) -> bool:
        at = self._traits.opts_out_at
        return at is not None and self._prompts >= at and not self._opted_out and now is not Moment.OPTED_OUT

    def _at_the_first_gate(self, heard: Understood) -> str | None:
        if self._traits.silent_at_gate:
            return None
        if self._traits.number is Number.WRONG_PERSON:
            return _key(find(heard, Meaning.NOBODY))
        if not self._understands and (other := [digit for digit in heard.digits if digit not in heard.keys]):
            self._understands = True  # whatever language comes next
            return other[self._character.among(len(other), "language")]
        if self._not_free:
            return _key(find(heard, Meaning.NOT_FREE))
        return _key(find(heard, Meaning.ANSWER))

    def _at_the_second_gate(self, heard: Understood) -> str | None:
        return _key(find(heard, Meaning.LATER if self._not_now else Meaning.SAFE))

    def _asked_to_take_part(self, heard: Understood) -> str | None:
        return _key(find(heard, Meaning.DECLINE if self._traits.declines else Meaning.TAKE_PART))

    def _told_goodbye(self, heard: Understood) -> str | None:
        if self._traits.regrets_opting_out:
            return _key(find(heard, Meaning.MISTAKE))
        return self._withdraw(heard) or "hangup"

    def _helped(self, heard: Understood) -> str | None:
        """Somebody who has to go asks to be rung another time, where that can be had."""
        later = find(heard, Meaning.LATER) if self._has_to_go else None
        return _key(later or next(iter(answers(heard)), None))

    def _offered_times(self, heard: Understood) -> str | None:
        offered = [offer for offer in heard.offers if meaning(offer) is Meaning.TIME]
        return offered[self._attempt.among(len(offered), "time")].key

    def _asked_about_oneself(self, heard: Understood) -> str | None:
        if self._traits.skips_demographics:
            return _key(find(heard, Meaning.SKIP))
        return _key(find(heard, Meaning.ANSWER)) or self._asked(heard)

    def _thanked(self, heard: Understood) -> str | None:
        if key := self._withdraw(heard):
            return key
        if self._traits.listens_to_support and self._attempt.falls(0.7, "listens on", self._prompts):
            return _key(find(heard, Meaning.SUPPORT))
        return "hangup"

    def _withdraw(self, heard: Understood) -> str | None:
        return _key(find(heard, Meaning.WITHDRAW)) if self._traits.withdraws else None

    def _asked(self, heard: Understood) -> str | None:
        if self._traits.under_age and (under := find(heard, Meaning.UNDER_AGE)):
            return under.key
        unsure = find(heard, Meaning.NOT_SURE)
        if unsure and self._character.falls(0.04, heard.question, "not sure"):
            return unsure.key
        choices = answers(heard) or [offer for offer in heard.offers if meaning(offer) not in WAYS_OUT]
        return choices[self._choice(choices, heard)].key if choices else None

    def _choice(self, choices: list[Offer], heard: Understood) -> int:
        """Which of the choices: by mood where satisfaction is asked, else as it happens to be; the same again."""
        subject = (heard.question, self._lapses.corrections(heard.question))
        content = satisfied(choices[0])
        if content is None:
            return self._character.among(len(choices), "choice", *subject)
        sway = self._character.draw("sway", *subject) + self._character.draw("swing", *subject) - 1
        place = min(max(1 - self._traits.mood + sway * 0.3, 0.0), 0.999)
        if not content:
            place = 0.999 - place
        return int(place * len(choices))

    def _puzzled(self, heard: Understood) -> str | None:
        """Nothing understood: among the digits that occur (or 1 to 3 after a recording), mostly the first."""
        digits = [digit for digit in (heard.digits if heard.question else RECORDED) if digit not in {"0", "9"}]
        if not digits:
            return None
        if self._character.falls(0.7, "first digit", heard.question):
            return min(digits)
        return digits[self._character.among(len(digits), "digit", heard.question)]

    def _when(self, prompt: Prompt, heard: Understood, key: str) -> float:
        """Seconds until the key: its offer has been heard, or all of the prompt where it was not offered."""
        offer = next((offer for offer in heard.offers if offer.key == key), None)
        listened = prompt.second_at(offer.end) if offer else prompt.seconds
        return listened + self._attempt.between(0.4, 1.6, "reaction", self._prompts)


def _key(offer: Offer | None) -> str | None:
    return offer.key if offer else None
