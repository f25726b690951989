"""Long lists come in pages: each entry once, whatever is added meanwhile."""

import pytest

from tests.api.conftest import Api, Program


def _pages(program: Program, path: str, **query: object) -> list[list[dict[str, object]]]:
    answer, pages = program.asks(path, **query), []
    while True:
        assert answer.status_code == 200, answer.text
        pages.append(answer.json["items"])
        if answer.json["next"] is None:
            return pages
        answer = program.client.get(answer.json["next"], headers=program.headers)


def test_every_wave_is_on_one_page(api: Api, researcher: Program) -> None:
    made = {researcher.sends("/waves", {"name": f"w{n}", "flow": "user-satisfaction"}).json["id"] for n in range(4)}
    pages = _pages(researcher, "/waves", limit=2)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {wave["id"] for page in pages for wave in page} == made | {api.survey.wave_id}


def test_what_is_added_in_between_moves_nothing(api: Api, researcher: Program) -> None:
    for name in ("w1", "w2"):
        api.survey.clock.pass_(seconds=1)
        researcher.sends("/waves", {"name": name, "flow": "user-satisfaction"})
    first = researcher.asks("/waves", limit=1).json
    api.survey.clock.pass_(seconds=1)
    researcher.sends("/waves", {"name": "w3", "flow": "user-satisfaction"})
    second = researcher.client.get(first["next"], headers=researcher.headers).json
    assert [first["items"][0]["name"], second["items"][0]["name"]] == ["w2", "w1"]


def test_the_trail_is_paged_by_its_own_numbers_and_keeps_its_filter(auditor: Program, researcher: Program) -> None:
    for n in range(3):
        researcher.sends("/waves", {"name": f"w{n}", "flow": "user-satisfaction"})
    pages = _pages(auditor, "/audit", limit=2, action="wave_created")
    assert [len(page) for page in pages] == [2, 1]
    numbers = [entry["sequence"] for page in pages for entry in page]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"after": "nothing"}, {"page": 2}])
def test_a_part_that_is_none_is_refused(researcher: Program, query: dict[str, object]) -> None:
    answer = researcher.asks("/waves", **query)
    assert (answer.status_code, len(answer.json["faults"])) == (422, 1)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²"])
def test_a_place_that_is_none_is_refused(auditor: Program, after: str) -> None:
    assert auditor.asks("/audit", after=after).status_code == 422
