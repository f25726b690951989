from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.deploy.site import NGINX, Site, site

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
LANES, CALLS = 2, 400
KEYS = "1112222222211111111"
"""Both gates, agreement, the core questions, some details: nothing in it ends the call."""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site"), CALLS) as running:
        yield running


def test_a_webhook_reaches_the_survey_as_it_was_signed_and_a_forged_one_does_not(deployed: Site) -> None:
    with deployed.browser() as provider:
        assert deployed.press(provider, deployed.calls[0], 1, "1") == 200
        assert deployed.press(provider, deployed.calls[0], 2, "1", token="a token of nobody") == 403


def test_nobody_outside_sees_how_the_survey_goes(deployed: Site) -> None:
    with deployed.browser() as stranger:
        for path in ("/metrics", "/metrics?", "//metrics", "/./metrics", "/%6detrics", "/readyz"):
            assert stranger.get(f"{deployed.url}{path}").status_code == 404, path
        assert stranger.get(f"{deployed.url}/healthz").status_code == 200


def test_without_tls_there_is_only_the_way_to_it(deployed: Site) -> None:
    with deployed.browser() as stranger:
        answer = stranger.get(f"{deployed.plain_url}/healthz", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/healthz")


def test_what_is_too_long_for_a_webhook_is_refused_at_the_door(deployed: Site) -> None:
    with deployed.browser() as stranger:
        assert stranger.post(f"{deployed.url}/voice/inbound", b"x" * 40_000).status_code == 413


def test_every_turn_is_answered_while_one_web_server_after_the_other_is_restarted(deployed: Site) -> None:
    restarted, waiting = Event(), iter(deployed.calls[1:])

    def converse() -> Counter[int]:
        """Hold one call after the other until both servers are new."""
        heard = Counter[int]()
        with deployed.browser() as provider:
            while not restarted.is_set():
                call = next(waiting)
                heard += Counter(deployed.press(provider, call, turn, key) for turn, key in enumerate(KEYS, start=1))
        return heard

    with ThreadPoolExecutor(LANES) as lanes:
        conversations = [lanes.submit(converse) for _ in range(LANES)]
        for server in deployed.web_servers:
            server.end()
            server.start()
        restarted.set()
        heard = sum((each.result() for each in conversations), Counter[int]())
    assert set(heard) == {200}
    assert heard[200] > LANES * len(KEYS)
