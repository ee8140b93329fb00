"""The files in deploy/ name flows, parameters, settings and files that exist. Nothing is started."""

from __future__ import annotations

import importlib
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.offline import set_prefect_defaults
from flows.settings import Settings

set_prefect_defaults(os.environ)

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SETTINGS = {f"SITREP_{field.name.upper()}" for field in fields(Settings)} | {"SITREP_HOME"}


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text("utf-8"))


DEPLOYMENTS = read("prefect.yaml")["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_deployments_name_flows_and_their_parameters(deployment: dict[str, Any]) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    path, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert set(deployment.get("parameters", {})) <= set(flow.parameters.properties)
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert deployment["work_pool"]["name"] == "sitrep"
    assert "sitrep" in deployment["tags"]
    for schedule in deployment.get("schedules", []):
        CronSchedule.model_validate(schedule)


def test_backfills_have_a_queue_of_their_own() -> None:
    queues = {deployment["name"]: deployment["work_pool"]["work_queue_name"] for deployment in DEPLOYMENTS}
    assert queues["watch"] not in {queue for name, queue in queues.items() if name != "watch"}


def test_automations_are_those_of_the_alerts() -> None:
    from prefect.events.schemas.automations import AutomationCore

    from flows.alerts import Event

    known = {f"sitrep.{event}" for event in Event.__args__}  # type: ignore[attr-defined]
    for automation in read("automations.yaml")["automations"]:
        expected = AutomationCore.model_validate(automation).trigger.expect  # type: ignore[union-attr]
        assert {event for event in expected if event.startswith("sitrep.")} <= known


def test_settings_exist() -> None:
    for name in ("env.example", "compose.yaml", "Dockerfile"):
        text = (DEPLOY / name).read_text("utf-8")
        assert set(re.findall(r"\bSITREP_[A-Z_]+", text)) <= SETTINGS, name


def test_images_are_built_of_what_is_there() -> None:
    compose, dockerfile = read("compose.yaml"), (DEPLOY / "Dockerfile").read_text("utf-8")
    for service in compose["services"].values():
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split()), line
    variables = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    assert variables <= set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE))
