import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from tests.deploy.proxies import CADDY, NGINX, Proxy
from tests.deploy.site import Site, site
from tests.faults.killing import KILLS
from tests.whole_wave.processes import WebServer

PROXIES = [pytest.param(proxy, id=proxy.name, marks=pytest.mark.xdist_group(proxy.name)) for proxy in (NGINX, CADDY)]
LANES, CALLS = 2, 600
KEYS = "1112222222211111111"
"""Both gates, agreement, the core questions, some details: nothing in it ends the call."""


@pytest.fixture(scope="module", params=PROXIES)
def deployed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    proxy: Proxy = request.param
    if proxy.program is None:
        pytest.skip(f"{proxy.name} is not installed")
    if proxy is CADDY and KILLS < 50:
        pytest.skip("takes real seconds, as nginx does: see `make faults`")
    with site(tmp_path_factory.mktemp("site"), proxy, CALLS) as running:
        yield running


def test_a_webhook_reaches_the_survey_as_it_was_signed_and_a_forged_one_does_not(deployed: Site) -> None:
    with deployed.browser() as provider:
        call = next(deployed.calls)
        assert deployed.press(provider, call, 1, "1") == 200
        assert deployed.press(provider, call, 2, "1", token="a token of nobody") == 403


def test_nobody_outside_sees_how_the_survey_goes(deployed: Site) -> None:
    with deployed.browser() as stranger:
        for path in ("/metrics", "/metrics?", "//metrics", "/./metrics", "/%6detrics", "/readyz"):
            assert stranger.get(f"{deployed.url}{path}").status_code == 404, path
        assert stranger.get(f"{deployed.url}/healthz").status_code == 200


def test_without_tls_there_is_only_the_way_to_it(deployed: Site) -> None:
    with deployed.browser() as stranger:
        answer = stranger.get(f"{deployed.plain_url}/healthz", allow_redirects=False)
    assert answer.status_code in (301, 308)
    assert answer.headers["Location"].startswith("https://")


def test_half_requests_hold_up_no_caller(deployed: Site) -> None:
    """They wait at the proxy; a web server has eight threads, and each would stand waiting for the other half."""
    with ExitStack() as half_sent, deployed.browser() as provider:
        for path in ("/voice/inbound", "/sign-in") * 12:
            half_sent.enter_context(deployed.sends_half(path))
        assert deployed.press(provider, next(deployed.calls), 1, "1") == 200


def test_what_is_too_long_for_a_webhook_is_refused_at_the_door(deployed: Site) -> None:
    with deployed.browser() as stranger:
        assert stranger.post(f"{deployed.url}/voice/inbound", b"x" * 40_000).status_code == deployed.proxy.too_long


def _killed(server: WebServer) -> None:
    """A worker of it is gone, and another in its place."""
    killed = server.kill_a_worker()
    server.wait_until_ready()
    assert killed not in server.workers()


def _restarted(server: WebServer) -> None:
    server.end()
    server.start()


@pytest.mark.parametrize("befalls", [_killed, _restarted])
def test_every_turn_is_answered_whatever_befalls_one_web_server_after_the_other(
    deployed: Site, befalls: Callable[[WebServer], None]
) -> None:
    restarted, waiting = Event(), deployed.calls

    def converse() -> Counter[int]:
        """Hold one call after the other until both servers are new."""
        heard = Counter[int]()
        with deployed.browser() as provider:
            while not restarted.is_set():
                call = next(waiting)
                for turn, key in enumerate(KEYS, start=1):
                    heard += deployed.press_until_heard(provider, call, turn, key)
        return heard

    with ThreadPoolExecutor(LANES) as lanes:
        conversations = [lanes.submit(converse) for _ in range(LANES)]
        for server in deployed.web_servers:
            befalls(server)
            time.sleep(deployed.proxy.shuns_for)
        restarted.set()
        heard = sum((each.result() for each in conversations), Counter[int]())
    assert set(heard) <= deployed.proxy.seen_in_a_restart
    assert heard[200] > LANES * len(KEYS)
