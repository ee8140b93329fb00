"""`sitrep review` on the command line, and its page over HTTP and in a browser."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from made_claims import article, attack, claim, day, extraction, place, sighting, stamp
from typer.testing import CliRunner

from flows.cli import app
from flows.review_page import make_app
from flows.review_page.guard import Secrets
from flows.review_page.text import find_pieces
from flows.settings import Settings
from storage.append import append_articles
from storage.link import link_claims
from storage.query import run_query
from storage.warehouse import open_warehouse, publish_read_copy

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
EVIL = '<script>alert("x")</script>'


@pytest.fixture
def held(settings: Settings) -> Settings:
    """A warehouse with two incidents, one of which quotes what a page must not run."""
    of = article(f"Gunmen killed some people in Dolan on Monday. {EVIL}", given_id="evil", title=EVIL, source="x&y")
    far = claim(of, place=place(of, "Dolan", geonameid=900, lat=31.0, admin1=EVIL), date=day(of))
    pairs = [attack("a", 3, 3, 3), (of, extraction(of, far))]
    with open_warehouse(settings.warehouse, stamp()) as con:
        append_articles(con, stamp(), pairs, [sighting(of) for of, _ in pairs])
        link_claims(con, stamp())
    publish_read_copy(settings.warehouse)
    return settings


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(settings.warehouse, sql).rows)


def incident_id(settings: Settings, place_name: str = "Karsheh") -> str:
    ((id_,),) = rows(settings, f"SELECT incident_id FROM out_incident WHERE place_name = '{place_name}'")
    return str(id_)


def run(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"SITREP_WAREHOUSE": str(settings.warehouse)}).invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 2, str(result.exception)
    return result.exit_code, result.stdout


def test_decisions_on_the_command_line(held: Settings, tmp_path: Path) -> None:
    first, second = incident_id(held), incident_id(held, "Dolan")
    assert [row["incident_id"] for row in json.loads(run(held, "review", "--json")[1])] == [first, second]
    code, out = run(held, "review", "correct", first[:8], "killed=5+", "--reviewer", "ada", "--note", "told by phone")
    assert (code, "killed_high: 3 -> not known" in out) == (0, True)
    assert rows(held, "SELECT DISTINCT reviewer, note FROM core_review") == [("ada", "told by phone")]
    code, out = run(held, "review", "correct", first, "perpetrator=Daesh; masked men", "target=the Ash Front")
    assert (code, "perpetrator: not known -> Islamic State; masked men" in out) == (0, True)
    assert rows(held, f"SELECT perpetrators FROM out_incident WHERE incident_id = '{first}'") == [
        (["Islamic State", "masked men"],)
    ]
    assert run(held, "review", "merge", first, second, "--reviewer", "ada")[0] == 0
    assert rows(held, "SELECT killed_low, killed_high, n_articles FROM out_incident") == [(5, None, 2)]
    history = json.loads(run(held, "review", "history", "--json")[1])
    assert [row["decision"] for row in history] == ["merge", "correct", "correct"]
    assert run(held, "review", "undo", history[0]["review_id"][:10])[0] == 0
    assert rows(held, "SELECT count(*) FROM out_incident") == [(2,)]
    assert run(held, "review", "accept", "zzz") == (2, "No incident has an id that begins with zzz.")
    gold = tmp_path / "gold.jsonl"
    assert run(held, "review", "export", "--out", str(gold))[0] == 0
    assert json.loads(gold.read_text("utf-8"))["expected"]["claims"][0]["place"]["name"] == "Karsheh"


def test_an_export_is_written_whole_or_not_at_all(held: Settings, tmp_path: Path) -> None:
    out = tmp_path / "incidents.geojson"
    assert run(held, "export", "--format", "geojson", "--out", str(out))[0] == 0
    assert len(json.loads(out.read_text("utf-8"))["features"]) == 2
    code, message = run(held, "export", "--format", "jsonl", "--out", str(tmp_path / "none" / "x"))
    assert (code, "give another file with --out" in message) == (2, True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["incidents.geojson"]


def test_pieces_are_the_text_again() -> None:
    spans = [
        {"label": label, "start": start, "end": end} for label, start, end in (("sentence", 4, 19), ("killed", 4, 7))
    ]
    pieces = find_pieces("One two three four\nfive.", spans)
    assert "".join(piece.text for piece in pieces) == "One two three four\nfive."
    assert [(piece.text, piece.labels) for piece in pieces if piece.labels] == [("two", ("killed",))]
    assert find_pieces("a\u202eb", [])[0].text == "a\ufffdb"
    long = find_pieces("x" * 30_000, [{"label": "sentence", "start": 20_000, "end": 20_010}])
    assert sum(len(piece.text) for piece in long) < 5_000


class Page:
    """The page on a port of its own, and a browser's session on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.secrets = Secrets()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.server = uvicorn.Server(
            uvicorn.Config(make_app(settings, "ada", self.port, self.secrets), log_level="critical")
        )
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})
        self.client = httpx.Client(base_url=self.origin, timeout=60, trust_env=False)

    def open(self) -> httpx.Response:
        return self.client.get("/open", params={"key": self.secrets.key})

    def post(self, path: str, **fields: str) -> httpx.Response:
        headers = {"Origin": fields.pop("origin", self.origin)}
        return self.client.post(path, data={"token": self.secrets.token, **fields}, headers=headers)


@pytest.fixture
def page(held: Settings) -> Iterator[Page]:
    made = Page(held)
    made.thread.start()
    try:
        yield made
    finally:
        made.server.should_exit = True
        made.thread.join(timeout=30)
        made.listener.close()
        made.client.close()


def test_the_page_opens_with_its_key_and_to_its_own_name_only(page: Page) -> None:
    assert page.client.get("/").status_code == 403
    assert page.client.get("/open", params={"key": "guess"}).status_code == 403
    cookie = page.open().headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    shown = page.client.get("/")
    assert shown.status_code == 200
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "<script" not in shown.text
    for host in ("evil.example", f"evil.example:{page.port}", "127.0.0.1"):
        assert page.client.get("/", headers={"Host": host}).status_code == 421


def test_forms_of_other_pages_decide_nothing(page: Page) -> None:
    page.open()
    path = f"/incident/{incident_id(page.settings)}/accept"
    assert page.post(path, origin="http://evil.example").status_code == 403
    assert page.post(path, origin="null").status_code == 403
    assert page.client.post(path, data={"token": page.secrets.token}).status_code == 403  # no Origin
    assert page.post(path, token="guess").status_code == 403
    assert page.post(path, filler="x" * 100_000).status_code == 403
    assert rows(page.settings, "SELECT count(*) FROM core_review") == [(0,)]


def test_what_articles_say_is_shown_and_not_run(page: Page) -> None:
    page.open()
    shown = page.client.get(f"/incident/{incident_id(page.settings, 'Dolan')}").text
    assert EVIL not in shown
    assert "&lt;script&gt;" in shown
    assert "x&amp;y" in shown
    assert re.search(r"<mark>.*Gunmen", shown)
    assert page.client.get("/incident/zzz").status_code == 404


def test_decisions_on_the_page(page: Page) -> None:
    page.open()
    first, second = incident_id(page.settings), incident_id(page.settings, "Dolan")
    fields = {"was_killed_high": "3", "killed_high": "2", "was_date": "2024-03-11", "date": "2024-03-11"}
    wrong = page.post(f"/incident/{first}/correct", **fields)
    assert wrong.status_code == 422
    assert "would be 3/3/2" in wrong.text
    right = page.post(f"/incident/{first}/correct", **{**fields, "killed_high": "8"}, note="seen")
    assert right.status_code == 303
    assert "Recorded: correct" in page.client.get(right.headers["location"]).text
    assert rows(page.settings, "SELECT killed_low, killed_high FROM out_incident WHERE killed_low = 3") == [(3, 8)]
    named = {"was_perpetrator": "", "perpetrator": "Daesh"}
    right = page.post(f"/incident/{first}/correct", **named)
    assert 'value="Islamic State"' in page.client.get(right.headers["location"]).text
    assert page.post(f"/incident/{first}/merge", other=second).status_code == 303
    assert rows(page.settings, "SELECT count(*) FROM out_incident") == [(1,)]
    ((merged,),) = rows(page.settings, "SELECT review_id FROM core_review WHERE decision = 'merge'")
    shown = page.client.get("/").text
    assert shown.count("/incident/") == 0
    assert page.post(f"/incident/{first}/undo", decision=merged).status_code == 303
    assert page.post(f"/incident/{second}/reject").headers["location"].startswith("/next?")
    assert rows(page.settings, "SELECT DISTINCT reviewer FROM core_review") == [("ada",)]
    assert rows(page.settings, "SELECT place_name FROM out_incident") == [("Karsheh",)]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_opens_the_page_and_accepts(page: Page, tmp_path: Path) -> None:
    """In headless Chromium: key, cookie and style sheet work under the policy, and a click is a decision."""
    websockets = pytest.importorskip("websockets")
    port_file = tmp_path / "profile" / "DevToolsActivePort"
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--remote-debugging-port=0",
    ]
    browser = subprocess.Popen(
        [*command, f"--user-data-dir={port_file.parent}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    async def accept() -> list[Any]:
        async with asyncio.timeout(180):
            while not port_file.exists() or len(port_file.read_text().splitlines()) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            port = port_file.read_text().splitlines()[0]
            tab = await _first_tab(f"http://127.0.0.1:{port}/json")
            async with websockets.connect(tab, max_size=None, open_timeout=60, ping_interval=None) as session:
                await _call(session, "Page.navigate", url=f"{page.origin}/open?key={page.secrets.key}")
                await _until(session, "document.querySelectorAll('.queue a').length == 2")
                await _until(session, "document.readyState == 'complete'")
                styled = await _value(session, "getComputedStyle(document.body).margin")
                await _value(session, "document.querySelector('.queue a').click()")
                await _until(session, "document.querySelector('button.main') !== null")
                await _until(session, "document.readyState == 'complete'")
                scripts = await _value(session, "document.scripts.length")
                await _value(session, "document.querySelector('button.main').click()")
                await _until(session, "document.querySelector('.done') !== null")
                return [styled, scripts]

    try:
        assert asyncio.run(accept()) == ["0px", 0]
    finally:
        browser.terminate()
        browser.wait(timeout=60)
    assert rows(page.settings, "SELECT decision, reviewer FROM core_review") == [("accept", "ada")]


async def _first_tab(address: str) -> str:
    """The browser may answer before it has its first page."""
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        while True:
            for tab in (await client.get(address)).json():
                if tab["type"] == "page":
                    return str(tab["webSocketDebuggerUrl"])
            await asyncio.sleep(0.2)


async def _call(session: Any, method: str, **values: Any) -> dict[str, Any]:
    await session.send(json.dumps({"id": 1, "method": method, "params": values}))
    while True:
        answer: dict[str, Any] = json.loads(await session.recv())
        if answer.get("id") == 1:
            return answer.get("result", {})


async def _value(session: Any, script: str) -> Any:
    answer = await _call(session, "Runtime.evaluate", expression=script, returnByValue=True)
    return answer.get("result", {}).get("value")


async def _until(session: Any, script: str) -> None:
    while await _value(session, script) is not True:  # noqa: ASYNC110 - another program's state
        await asyncio.sleep(0.2)
