import pytest

from voicebot.sampling.languages import language_code, offered_language


@pytest.mark.parametrize(
    ("recorded", "code"), [("Polish", "pl"), ("polski", "pl"), ("PL", "pl"), ("pt-BR", "pt"), ("Klingon", None)]
)
def test_a_language_is_known_by_its_usual_names(recorded: str, code: str | None):
    assert language_code(recorded) == code


@pytest.mark.parametrize(
    ("recorded", "offered"),
    [("Polish", "pl-PL"), ("English", "en-GB"), ("Urdu", None), ("Klingon", None), (None, None)],
)
def test_a_person_is_called_in_their_language_where_it_is_offered(recorded: str | None, offered: str | None):
    assert offered_language(recorded, ["en-GB", "pl-PL"]) == offered
