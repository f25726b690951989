"""The voices that Twilio's <Say> knows, with the language each speaks and the limits of a text.

Source: https://www.twilio.com/docs/voice/twiml/say/text-speech; only voices a UK survey may use are listed.
"""

import re

POLLY_CHARACTERS = 3_000
BASIC_CHARACTERS = 4_096
BASIC = frozenset({"man", "woman", "alice"})
GOOGLE = re.compile(r"Google\.([a-z]{2,3}-[A-Z]{2})-(Standard|Wavenet|Neural2|Chirp3-HD)-[A-Za-z]+\Z")

POLLY: dict[str, frozenset[str]] = {
    "en-GB": frozenset({
        "Amy", "Emma", "Brian", "Amy-Neural", "Emma-Neural", "Brian-Neural", "Arthur-Neural", "Amy-Generative",
    }),
    "en-GB-WLS": frozenset({"Geraint"}),
    "cy-GB": frozenset({"Gwyneth"}),
    "en-IE": frozenset({"Niamh-Neural"}),
    "en-IN": frozenset({"Aditi", "Raveena", "Kajal-Neural", "Kajal-Generative"}),
    "en-US": frozenset({
        "Ivy", "Joanna", "Joey", "Justin", "Kendra", "Kimberly", "Matthew", "Salli", "Joanna-Neural",
        "Matthew-Neural", "Salli-Neural", "Ruth-Neural", "Stephen-Neural", "Joanna-Generative", "Matthew-Generative",
    }),
    "arb": frozenset({"Zeina"}),
    "cmn-CN": frozenset({"Zhiyu", "Zhiyu-Neural"}),
    "de-DE": frozenset({"Hans", "Marlene", "Vicki", "Vicki-Neural", "Daniel-Neural"}),
    "es-ES": frozenset({"Conchita", "Enrique", "Lucia", "Lucia-Neural", "Sergio-Neural"}),
    "fr-FR": frozenset({"Celine", "Lea", "Mathieu", "Lea-Neural", "Remi-Neural"}),
    "hi-IN": frozenset({"Aditi", "Kajal-Neural"}),
    "it-IT": frozenset({"Bianca", "Carla", "Giorgio", "Bianca-Neural", "Adriano-Neural"}),
    "nl-NL": frozenset({"Lotte", "Ruben", "Laura-Neural"}),
    "pl-PL": frozenset({"Ewa", "Jacek", "Jan", "Maja", "Ola-Neural"}),
    "pt-PT": frozenset({"Cristiano", "Ines", "Ines-Neural"}),
    "ro-RO": frozenset({"Carmen"}),
    "ru-RU": frozenset({"Maxim", "Tatyana"}),
    "sv-SE": frozenset({"Astrid", "Elin-Neural"}),
    "tr-TR": frozenset({"Filiz", "Burcu-Neural"}),
}  # fmt: skip


def speaks(voice: str, language: str | None) -> bool:
    """Whether the voice exists and, where a language is named with it, speaks that language."""
    if voice in BASIC:
        return True
    if google := GOOGLE.match(voice):
        return language in {None, google[1]}
    if not voice.startswith("Polly."):
        return False
    name = voice.removeprefix("Polly.")
    return any(name in names and language in {None, spoken} for spoken, names in POLLY.items())


def longest_text(voice: str | None) -> int:
    """The most characters that one <Say> with this voice may hold."""
    return BASIC_CHARACTERS if voice is None or voice in BASIC else POLLY_CHARACTERS
