"""How a page is looked at: whether everybody can read and use it, in light, in dark and on the narrowest telephone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1200, "height": 900}
_AXE = Axe().axe_script
_RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""Of the dark colours only whether they can be read, since all else is the same."""
_RUN = "rules => axe.run({resultTypes: ['violations'], ...rules}).then(found => found.violations)"


def look_at(page: Page) -> None:
    """Fails on whatever axe-core finds, and on a page that has to be pushed sideways."""
    page.evaluate(_AXE)
    for scheme in _RULES:
        faults = _faults(page, scheme)
        assert not faults, f"{page.url}, {scheme}: {faults}"
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], f"{page.url} is {width} wide on a telephone of {NARROW['width']}"
    page.set_viewport_size(WIDE)


def _faults(page: Page, scheme: str) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate(_RUN, _RULES[scheme])
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found for node in one["nodes"]]
