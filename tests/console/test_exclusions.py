"""The exclusion list on its pages."""

from io import BytesIO

from tests import factories
from tests.console.conftest import Browser, Office

SPOKEN = "07700 900001"
ADA, GRACE = factories.number(1), factories.number(2)


def test_numbers_are_put_on_the_list_looked_up_and_taken_off(office: Office, supervisor: Browser) -> None:
    case_id = office.survey.person(ADA, GRACE)
    said = supervisor.does("/exclusions/add", {"numbers": f"{SPOKEN}\n\n"}, page="/exclusions")
    assert "New on the list: 2 numbers. Closed because of it: 1 cases." in said
    assert "<strong>2</strong> numbers are on the list" in said
    assert office.survey.case(case_id).closed_for == "excluded"
    assert "is on the list" in supervisor.does("/exclusions/check", {"number": SPOKEN}, page="/exclusions")
    off = supervisor.does("/exclusions/remove", {"number": SPOKEN, "reason": "asked to be called again"})
    assert "off the list" in off
    assert "is not on the list" in supervisor.does("/exclusions/check", {"number": SPOKEN}, page="/exclusions")
    assert office.trail("number_readmitted") == ["ben"]


def test_no_page_shows_the_list_or_repeats_a_number(office: Office, supervisor: Browser) -> None:
    office.survey.exclude(ADA)
    for page in ("/exclusions", "/exclusions/remove"):
        assert ADA.e164[-6:] not in supervisor.looks_at(page)
    answer = supervisor.sends("/exclusions/check", {"number": SPOKEN}, page="/exclusions")
    assert answer.headers["Location"] == "/exclusions"
    assert "900001" not in supervisor.looks_at("/exclusions")


def test_good_lines_go_on_the_list_and_bad_ones_are_told(office: Office, supervisor: Browser) -> None:
    page = supervisor.is_refused("/exclusions/add", {"numbers": f"{SPOKEN}\nnonsense"}, page="/exclusions")
    assert "line 2: is not a telephone number" in page
    assert "nonsense</textarea>" in page
    assert office.survey.is_excluded(ADA)


def test_a_number_that_is_none_is_told_in_a_sentence(supervisor: Browser) -> None:
    assert "That is not a telephone number." in supervisor.is_refused(
        "/exclusions/check", {"number": "nonsense"}, page="/exclusions"
    )


def test_a_file_is_imported(office: Office, supervisor: Browser) -> None:
    lines = "\n".join(["\ufeff# do not call", SPOKEN, *["x"] * 30])
    page = supervisor.is_refused("/exclusions/import", {"file": (BytesIO(lines.encode()), "list.txt")})
    assert "and 10 more lines" in page
    assert office.survey.is_excluded(ADA)
    assert "choose a file" in supervisor.is_refused("/exclusions/import", {})


def test_a_number_that_is_not_on_the_list_can_not_be_taken_off(supervisor: Browser) -> None:
    assert "nothing to take off" in supervisor.is_refused("/exclusions/remove", {"number": SPOKEN, "reason": "asked"})
