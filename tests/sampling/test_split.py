import hashlib
from collections import Counter

import pytest

from voicebot.sampling.split import Split

HALVES = {"usual": 0.5, "other-words": 0.5}


def test_without_an_experiment_nobody_has_an_arm():
    assert Split({}, "seed").arm_of("REF1") is None


def test_the_same_seed_gives_everybody_the_same_arm():
    one, again, other = (
        [Split(HALVES, seed).arm_of(f"REF{nth}") for nth in range(100)] for seed in ("seed", "seed", "another")
    )
    assert one == again != other


def test_the_arm_can_be_worked_out_by_hand():
    digest = hashlib.sha256(b"seed\narm\nREF1").hexdigest()
    is_first_half = int(digest[0], 16) < 8
    assert Split(HALVES, "seed").arm_of("REF1") == ("usual" if is_first_half else "other-words")


@pytest.mark.parametrize("shares", [HALVES, {"a": 0.7, "b": 0.3}, {"a": 1 - 0.1 - 0.1, "b": 0.1, "c": 0.1}])
def test_every_arm_gets_its_share(shares: dict[str, float]):
    split = Split(shares, "seed")
    counted = Counter(split.arm_of(f"REF{nth}") for nth in range(4_000))
    assert {arm: round(cases / 4_000, 1) for arm, cases in counted.items()} == pytest.approx(
        {arm: round(share, 1) for arm, share in shares.items()}
    )


def test_the_arm_has_nothing_to_do_with_the_lot_that_decides_who_is_drawn():
    references = [f"REF{nth}" for nth in range(4_000)]
    drawn = sorted(references, key=lambda one: hashlib.sha256(f"seed\n{one}".encode()).digest())[:1_000]
    in_first = sum(Split(HALVES, "seed").arm_of(one) == "usual" for one in drawn)
    assert 430 < in_first < 570
