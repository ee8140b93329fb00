"""What somebody should hear of: a line in the log, and one POST to a webhook if one is set."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from flows.settings import Settings
from storage.visits import LastVisit, Visit

log = logging.getLogger(__name__)

Event = Literal[
    "source.failed", "source.below", "source.above", "source.recovered", "run.failed", "checks.broken", "data.damaged"
]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that happened to a source (by its short name) or to a run as a whole."""

    event: Event
    message: str
    run_id: str
    at: datetime
    source: str | None = None


def find_alerts(
    visits: Sequence[Visit], breaches: Mapping[str, Event], before: Mapping[str, LastVisit]
) -> tuple[Alert, ...]:
    """Alerts for visits that went otherwise than the one before, so that a dead source is told once, not every hour.

    `breaches` names the sources that brought less or more than is expected of them; those are told each time.
    """
    alerts = []
    for visit in visits:
        previous = before.get(visit.source)
        was_failed = previous is not None and previous.state == "failed"
        event: Event
        if visit.source in breaches:
            event = breaches[visit.source]
        elif visit.state == "failed" and not was_failed:
            event = "source.failed"
        elif visit.state == "read" and was_failed:
            event = "source.recovered"
        else:
            continue
        words = {"source.recovered": "can be read again", "source.failed": f"failed: {visit.error}"}
        message = f"{visit.source} {words.get(event, visit.error)}"
        alerts.append(Alert(event, message, visit.run_id, visit.finished_at, visit.source))
    return tuple(alerts)


def send_alerts(alerts: Sequence[Alert], settings: Settings) -> None:
    """Log the alerts, and POST them as `{"text", "alerts": [...]}` to the webhook; its failure is only logged."""
    for alert in alerts:
        level = logging.INFO if alert.event == "source.recovered" else logging.WARNING
        log.log(level, alert.message, extra={"event": alert.event, "source": alert.source})
    if alerts:
        body = {
            "text": "\n".join(f"sitrep: {alert.message}" for alert in alerts),
            "alerts": [{**asdict(alert), "at": alert.at.isoformat()} for alert in alerts],
        }
        post_to_webhook(body, settings, f"{len(alerts)} alerts")


def post_to_webhook(body: Mapping[str, object], settings: Settings, what: str) -> None:
    """POST `body` as JSON, if a webhook is set; its failure is only logged."""
    if settings.webhook is None:
        return
    import httpx  # noqa: PLC0415 - only where there is something to send

    try:
        httpx.post(settings.webhook, json=body, timeout=10).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("the webhook did not take %s: %s", what, error, extra={"event": "webhook.failed"})
