"""How many interviews a precision needs, and how many people have to be called for them. Pure arithmetic."""

from math import ceil
from statistics import NormalDist

from voicebot.errors import BadInput


def completes_for(margin: float, *, share: float = 0.5, confidence: float = 0.95) -> int:
    """The interviews after which a share is known to ± `margin` in a simple random sample: n = z²p(1-p)/d².

    Args:
        margin: half the width of the interval, as a share: 0.02 for ± 2 points.
        share: the share that is expected; 0.5 needs the most.
        confidence: how often the interval should hold the true share.

    Raises:
        BadInput: one of them does not lie between 0 and 1.
    """
    _between_0_and_1(margin=margin, share=share, confidence=confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return ceil(z**2 * share * (1 - share) / margin**2)


def people_for(completes: int, *, response: float) -> int:
    """The people to draw for so many interviews, when that share of them can be had.

    Raises:
        BadInput: the response does not lie between 0 and 1, or no interview is wanted.
    """
    if completes < 1:
        raise BadInput("at least one interview has to be wanted")
    if response != 1:
        _between_0_and_1(response=response)
    return ceil(completes / response)


def _between_0_and_1(**given: float) -> None:
    if wrong := [name for name, value in given.items() if not 0 < value < 1]:
        raise BadInput(*(f"the {name} has to lie between 0 and 1" for name in wrong))
