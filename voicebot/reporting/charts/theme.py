"""How every picture looks: colours, sizes, lettering, and the words for a share.

Lines and letters take the colour of the text around the picture, and areas are tinted over what lies below, so that one
picture is legible on light and on dark. Blue and orange are told apart by the colour-blind; both stand out from white
and from near black by 3:1 at least (WCAG 2.2, 1.4.11).
"""

from typing import Any

BLUE, ORANGE, GREY = "#1b80c4", "#d55e00", "#808080"
INK = "currentColor"
FAINT = 0.25
"""How strong a line of the grid is."""
FONT = "Arial"
"""What Vega would measure by; nothing is placed by it, and a picture is read in the letters of its page."""
FONT_SIZE = 13
LABELS, PLOT, FIGURES = 140, 190, 110
"""The width of the three columns of a picture: what a row is about, its marks, its figures in words."""

_LETTERING = {"font": FONT, "fontSize": FONT_SIZE}
CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "text": {"color": INK, **_LETTERING},
    "rule": {"color": INK},
    "axis": {
        "domain": False,
        "ticks": False,
        "title": None,
        "grid": False,
        "gridColor": INK,
        "gridOpacity": FAINT,
        "labelColor": INK,
        "labelFont": FONT,
        "labelFontSize": FONT_SIZE,
        "labelLimit": 0,
        "labelFlush": False,
        "labelOverlap": False,
        "labelLineHeight": FONT_SIZE + 2,
        "labelPadding": 8,
    },
}


def percent(share: float) -> str:
    """`62%`."""
    return f"{share:.0%}"


def points(difference: float) -> str:
    """`+2.4`, from a difference of two shares."""
    return f"{difference * 100:+z.1f}".replace("-", "\N{MINUS SIGN}")


def interval(share: float, low: float | None, high: float | None) -> str:
    """`62% (57-66)`; the share alone where there is no interval."""
    between = "" if low is None or high is None else f" ({low * 100:.0f}\u2013{high * 100:.0f})"
    return percent(share) + between
