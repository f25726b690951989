"""An alert that names a figure which nobody tells never fires, and one that does not say what to do wakes in vain."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine

from tests.calls.survey import Survey
from tests.deploy.test_files import DEPLOY
from voicebot import errors, metrics
from voicebot.app import make_application
from voicebot.operations.figures import DatabaseFigures
from voicebot.outcomes import Result
from voicebot.privacy.keystore import KeyStore
from voicebot.store.states import AttemptState

(GROUP,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"]
ALERTS: list[Mapping[str, Any]] = GROUP["rules"]
_OF_HISTOGRAMS = re.compile(r"_(bucket|count|sum)$")


@pytest.fixture
def survey(sqlite_engine: Engine, keys: KeyStore) -> Survey:
    return Survey(sqlite_engine, keys)


def test_every_figure_that_an_alert_names_is_told(survey: Survey) -> None:
    survey.rings(survey.person())
    told = (metrics.told() + DatabaseFigures(survey.engine, survey.clock).told()).decode()
    exported = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))
    named = {name for alert in ALERTS for name in re.findall(r"\bvoicebot_\w+", alert["expr"])}
    assert {_OF_HISTOGRAMS.sub("", name) for name in named} <= exported


def test_every_label_that_an_alert_names_can_have_such_a_value(survey: Survey) -> None:
    routes = {rule.endpoint for rule in make_application(survey.parts).url_map.iter_rules()}
    faults = {name for name in vars(errors) if name.startswith("Provider")}
    values = {"route": routes, "kind": faults, "result": set(Result), "state": set(AttemptState), "status": {"503"}}
    for alert in ALERTS:
        for label, wanted in re.findall(r'(\w+)!?=~?"([^"]+)"', alert["expr"]):
            for one in wanted.split("|"):
                assert any(re.fullmatch(one, value) for value in values[label]), (alert["alert"], label, one)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_says_what_is_the_matter_and_what_to_do(alert: Mapping[str, Any]) -> None:
    assert set(alert["annotations"]) == {"summary", "action"}
    assert all(text.endswith(".") for text in alert["annotations"].values())
