"""The languages that a frame may record, by the words that are used for them; those of London's larger communities.

Which languages a questionnaire can be heard in is its own matter.
"""

import re
from collections.abc import Collection

ENGLISH = "en"
_NAMES = {
    "en": "english|eng|british english|british",
    "am": "amharic",
    "ar": "arabic|ara",
    "bg": "bulgarian",
    "bn": "bengali|bangla|sylheti|ben",
    "bsl": "british sign language|sign language",
    "cs": "czech",
    "de": "german|deutsch",
    "el": "greek",
    "es": "spanish|castilian|español|spa",
    "fa": "farsi|persian|dari",
    "fr": "french|français|fra",
    "gu": "gujarati",
    "hi": "hindi",
    "hu": "hungarian|magyar",
    "it": "italian|italiano",
    "ja": "japanese",
    "ko": "korean",
    "ku": "kurdish|kurmanji|sorani",
    "lt": "lithuanian",
    "lv": "latvian",
    "ne": "nepali|nepalese",
    "pa": "punjabi|panjabi",
    "pl": "polish|polski|pol",
    "ps": "pashto|pushto",
    "pt": "portuguese|português|brazilian portuguese|por",
    "ro": "romanian|română|moldovan|ron",
    "ru": "russian|rus",
    "sk": "slovak",
    "so": "somali|som",
    "sq": "albanian|shqip|sqi",
    "sw": "swahili",
    "ta": "tamil|tam",
    "te": "telugu",
    "ti": "tigrinya",
    "tl": "tagalog|filipino",
    "tr": "turkish|türkçe|tur",
    "tw": "twi|akan",
    "uk": "ukrainian|ukr",
    "ur": "urdu|urd",
    "vi": "vietnamese|vie",
    "yo": "yoruba",
    "zh": "chinese|cantonese|mandarin|yue|zho",
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split("|"))}
_TAG = re.compile(r"([a-z]{2,3})[-_ ][a-z]{2}")


def language_code(recorded: str) -> str | None:
    """The ISO 639 code of a language as recorded (`Polish`, `pl`, `pl-PL`), or None if it is none that we know."""
    word = recorded.strip().casefold()
    tag = _TAG.fullmatch(word)
    return _CODES.get(tag[1] if tag else word)


def offered_language(recorded: str | None, offered: Collection[str]) -> str | None:
    """The one of the offered tags (`pl-PL`) that is in the recorded language, or None."""
    code = language_code(recorded) if recorded else None
    return next((tag for tag in offered if code is not None and tag.split("-")[0] == code), None)
