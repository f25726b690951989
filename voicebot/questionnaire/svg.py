"""A small canvas of SVG to draw on: cards, panels, pills, texts and lines, legible in light and dark.

What is drawn is `diagram.py`. Sizes are in pixels; y grows downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

LINE_HEIGHT = 18
_CHARACTER_WIDTH = 6.4  # of 13 px text in the usual fonts, on the wide side
STYLE = """
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1d2733}
.head{font-weight:600}.big{font-size:20px;font-weight:600}.soft{fill:#5a6775}.when{fill:#8a4b08;font-style:italic}
.paper{fill:#fff}.panel{fill:#f0f3f7}.card{fill:#fff;stroke:#b8c3ce}
.gate{fill:#e3eefb;stroke:#3b74b5}.end{fill:#f7e9ec;stroke:#b05a6b}
.line,.branch{fill:none;stroke:#5a6775;stroke-width:1.5}.branch{stroke:#8a4b08;stroke-dasharray:5 4}
.tip{fill:#5a6775}.branch-tip{fill:#8a4b08}
@media (prefers-color-scheme:dark){text{fill:#e8edf2}.soft{fill:#a4b0bc}.when{fill:#f0b26b}
.paper{fill:#14191f}.panel{fill:#1c232b}.card{fill:#252e38;stroke:#4a5866}
.gate{fill:#1e3247;stroke:#6fa8e0}.end{fill:#3a252b;stroke:#d98a9a}
.line{stroke:#a4b0bc}.branch{stroke:#f0b26b}.tip{fill:#a4b0bc}.branch-tip{fill:#f0b26b}}
""".strip()
_TIPS = "".join(
    f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    f'<path class="{name}" d="M0 0 8 4 0 8z"/></marker>'
    for name in ("tip", "branch-tip")
)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the canvas."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """The y of its centre."""
        return self.y + self.height // 2


@dataclass(slots=True)
class Canvas:
    """Shapes in the order in which they were drawn; panels lie below everything else."""

    width: int
    _panels: list[str] = field(default_factory=list)
    _shapes: list[str] = field(default_factory=list)

    def panel(self, box: Box) -> None:
        """A soft background for things that belong together."""
        self._panels.append(_rect(box, "panel", radius=14))

    def card(self, box: Box, look: str, radius: int = 8) -> None:
        """A framed box; `look` is card, gate or end."""
        self._shapes.append(_rect(box, look, radius))

    def text(self, x: int, y: int, text: str, look: str = "") -> None:
        """One line of text, `y` its base line; `look` is head, big, soft or when."""
        self._shapes.append(f'<text x="{x}" y="{y}" class="{look}">{escape(text, quote=False)}</text>')

    def line(self, points: Sequence[tuple[int, int]], *, branch: bool = False, tip: bool = True) -> None:
        """A line through the points, with an arrow's tip at its end."""
        look = "branch" if branch else "line"
        marker = f' marker-end="url(#{"branch-tip" if branch else "tip"})"' if tip else ""
        path = " ".join(f"{x},{y}" for x, y in points)
        self._shapes.append(f'<polyline class="{look}" points="{path}"{marker}/>')

    def document(self, height: int, title: str, description: str) -> str:
        """The whole picture, with a title and a description for those who can't see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" width="{self.width}" '
            f'height="{height}" role="img" aria-labelledby="diagram-title diagram-description">\n'
            f'<title id="diagram-title">{escape(title, quote=False)}</title>\n'
            f'<desc id="diagram-description">{escape(description, quote=False)}</desc>\n'
            f"<style>{STYLE}</style>\n<defs>{_TIPS}</defs>\n"
            + "\n".join((_rect(Box(0, 0, self.width, height), "paper", 0), *self._panels, *self._shapes))
            + "\n</svg>\n"
        )


def fitted(text: str, width: int) -> list[str]:
    """The text broken into lines of about that width."""
    return wrap(text, max(10, int(width / _CHARACTER_WIDTH)))


def _rect(box: Box, look: str, radius: int) -> str:
    return f'<rect class="{look}" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{radius}"/>'
