"""One browser for all tests of this folder, and a page for each member of staff; skipped where there is no browser."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.stack import PASSWORD, Stack, opened

SignedIn = Callable[[str], Page]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_MILLISECONDS = 15_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip("there is no Chromium here: `make browser` installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=_QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with opened(tmp_path_factory.mktemp("staff")) as up:
        yield up


@pytest.fixture(scope="module")
def signed_in(stack: Stack, browser: Browser) -> SignedIn:
    """The page of a member of staff who has signed in, by keyboard alone; any script error on it fails the test."""

    @cache
    def page_of(name: str) -> Page:
        page = browser.new_context(base_url=stack.address, reduced_motion="reduce").new_page()
        page.set_default_timeout(_MILLISECONDS)
        page.on("pageerror", _fail)
        page.clock.install()  # it runs, and can be put forward
        page.goto("/")
        page.get_by_label("Name", exact=True).focus()
        for typed in (name, PASSWORD, stack.code(name)):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/waves")
        return page

    return page_of


def _fail(error: Exception) -> None:
    raise AssertionError(f"a script failed on a page: {error}")
