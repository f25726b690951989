from hashlib import sha256

import polars as pl

from voicebot.sampling.lots import keeping, lots


def test_a_lot_can_be_worked_out_again_without_any_library():
    expected = [sha256(f"autumn\n{reference}".encode()).digest() for reference in ("REF1", "RÉF2")]
    assert lots(pl.Series(["REF1", "RÉF2"]), "autumn").to_list() == expected


def test_another_seed_gives_other_lots():
    references = pl.Series([f"REF{nth}" for nth in range(100)])
    assert not (lots(references, "1") == lots(references, "2")).any()


def test_what_is_kept_is_decided_by_the_half_that_does_not_decide_who_is_drawn():
    lot = lots(pl.Series(["REF1"]), "seed")
    assert lot.to_frame().select(keeping(pl.col("lot"))).item() == lot[0][16:]
