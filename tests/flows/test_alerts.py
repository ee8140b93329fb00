"""Alerts reach the log and the webhook, and a webhook that is down costs nothing else."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from flows.alerts import Alert, send_alerts
from flows.logs import JsonFormatter, TextFormatter, run_logged
from flows.settings import Settings

AT = datetime(2024, 3, 20, 12, tzinfo=UTC)
ALERT = Alert("source.failed", "wire failed: HTTP 503", "r1", AT, "wire")


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[Any]]]:
    """The address of a server, and what was posted to it."""
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", posted
    server.shutdown()
    server.server_close()
    thread.join()


def test_alerts_are_posted_together(settings: Settings, webhook: tuple[str, list[Any]]) -> None:
    address, posted = webhook
    other = replace(ALERT, event="source.below", source="feed", message="feed 0 articles, at least 5 expected")
    send_alerts([ALERT, other], replace(settings, webhook=address))
    send_alerts([], replace(settings, webhook=address))
    (body,) = posted
    assert body["text"] == "sitrep: wire failed: HTTP 503\nsitrep: feed 0 articles, at least 5 expected"
    assert body["alerts"][0] == {
        "event": "source.failed",
        "message": "wire failed: HTTP 503",
        "run_id": "r1",
        "at": "2024-03-20T12:00:00+00:00",
        "source": "wire",
    }


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/hook", "no address"])
def test_a_webhook_that_is_down_is_logged(settings: Settings, address: str, caplog: pytest.LogCaptureFixture) -> None:
    send_alerts([ALERT], replace(settings, webhook=address))
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "wire failed",
        "the webhook did not take 1 alerts",
    ]


def test_lines_carry_the_run_and_what_was_given() -> None:
    record = logging.makeLogRecord(
        {"name": "flows.x", "levelname": "WARNING", "msg": "é %d", "args": (3,), "source": "s"}
    )
    with run_logged("0123456789abcdef"):
        line = json.loads(JsonFormatter().format(record))
        assert TextFormatter().format(record).endswith("warning 01234567 é 3")
    assert (line["level"], line["run_id"], line["message"], line["source"]) == (
        "warning",
        "0123456789abcdef",
        "é 3",
        "s",
    )
    assert json.loads(JsonFormatter().format(record))["run_id"] is None
