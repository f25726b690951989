"""One-time codes, recovery codes, and how their secrets are kept."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import KeysRefused
from voicebot.staff import codes
from voicebot.staff.codes import CodeSeal

KEY = bytes(range(32))
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # that of RFC 6238's examples
SEAL = CodeSeal(KEY)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, its eight digits cut to the last six."""
    assert codes.matching_step(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@given(st.integers(0, 2**31), st.integers(-5, 5))
def test_a_code_counts_for_its_step_and_those_beside_it(seconds: int, steps_off: int) -> None:
    shown_at = datetime.fromtimestamp(seconds, UTC) + timedelta(hours=1)
    code = pyotp.TOTP(SECRET).at(shown_at)
    found = codes.matching_step(SECRET, code, shown_at + steps_off * timedelta(seconds=30))
    if abs(steps_off) <= 1:
        assert found is not None
    elif found is not None:  # two steps may have the same code by chance
        assert pyotp.TOTP(SECRET).generate_otp(found) == code


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "28708a", "２８７０８２", "\0", "287082" * 1000])
def test_what_is_no_code_matches_no_step(typed: str) -> None:
    assert codes.matching_step(SECRET, typed, datetime.fromtimestamp(59, UTC)) is None


def test_the_address_tells_a_telephone_whose_codes_they_are() -> None:
    address = urlsplit(codes.address(SECRET, "Zoë Smith"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": [codes.ISSUER]}


def test_a_secret_is_sealed_differently_each_time_and_opens_for_its_account_alone() -> None:
    sealed = SEAL.seal("ada", SECRET)
    assert sealed != SEAL.seal("ada", SECRET)
    assert SECRET.encode() not in sealed
    assert SEAL.open("ada", sealed) == SECRET
    for other, seal, kept in (
        ("ben", SEAL, sealed),
        ("ada", CodeSeal(bytes(32)), sealed),
        ("ada", SEAL, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(KeysRefused, match="reset the account"):
            seal.open(other, kept)


def test_recovery_codes_are_many_and_all_different() -> None:
    made = codes.new_recovery_codes()
    assert len(set(made)) == codes.RECOVERY_CODES
    assert all(len(code) == 14 and code.count("-") == 2 for code in made)


@pytest.mark.parametrize("typed", ["k7mq-x2np-94ht", "K7MQ X2NP 94HT", " k7mqx2np94ht\n"])
def test_a_recovery_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert SEAL.recovery_digest("ada", typed) == SEAL.recovery_digest("ada", "k7mq-x2np-94ht")


def test_what_is_kept_of_a_recovery_code_depends_on_account_and_key() -> None:
    of = {
        SEAL.recovery_digest("ada", "k7mq-x2np-94ht"),
        SEAL.recovery_digest("ben", "k7mq-x2np-94ht"),
        CodeSeal(bytes(32)).recovery_digest("ada", "k7mq-x2np-94ht"),
    }
    assert len(of) == 3
