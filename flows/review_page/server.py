"""The pages and forms of `sitrep review serve`."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from extract.claims.event_types import EVENT_TYPES
from flows.commands_review import bounds_words, change_words
from flows.console import print_line
from flows.review import plan_correct, record_decisions
from flows.settings import Settings
from storage.corrections import BOUNDS, OUTCOMES, REALIS, ROLES, party_names
from storage.errors import ReviewError, WarehouseError
from storage.report_text import clean_text, dates_words, safe_url
from storage.reviews import (
    Decision,
    find_incident,
    find_parties,
    load_queue,
    plan_accept,
    plan_merge,
    plan_reject,
    plan_split,
    plan_undo,
    run_query,
)
from storage.warehouse import open_reader

from .guard import COOKIE, Guard, Secrets, is_same
from .text import find_pieces

_QUEUE = 100  # incidents listed
_REPORTS = 100  # claims shown of one incident
_MOST_BYTES = 64_000  # of a form
Form = Mapping[str, str]


def serve(settings: Settings, port: int, reviewer: str) -> int:
    """Serve until asked to end; prints the address to open."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise WarehouseError(f"Port {port} of this machine is in use: give another with --port.") from error
        port = listener.getsockname()[1]
        held = Secrets()
        print_line(f"review  http://127.0.0.1:{port}/open?key={held.key}")
        print_line(f"as      {reviewer}; end with Ctrl-C")
        config = uvicorn.Config(make_app(settings, reviewer, port, held), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def make_app(settings: Settings, reviewer: str, port: int, held: Secrets) -> Guard:
    """The application, behind its guard."""
    desk = _Desk(settings, reviewer, held)
    routes = [
        Route("/", desk.queue),
        Route("/open", desk.open),
        Route("/review.css", desk.style),
        Route("/next", desk.next),
        Route("/incident/{incident_id}", desk.incident),
        Route("/incident/{incident_id}/{verdict}", desk.decide, methods=["POST"]),
    ]
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    return Guard(Starlette(routes=routes, exception_handlers={WarehouseError: desk.failed}), hosts, held)


class _Desk:
    """The pages, for one reviewer of one warehouse."""

    def __init__(self, settings: Settings, reviewer: str, held: Secrets) -> None:
        self._settings = settings
        self._reviewer = reviewer
        self._held = held

    def open(self, request: Request) -> Response:
        if not is_same(request.query_params.get("key"), self._held.key):
            return HTMLResponse("The key is not this run's: open the address that was printed.", 403)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, self._held.key, httponly=True, samesite="strict")
        return response

    def style(self, _: Request) -> Response:
        return Response(
            files("flows").joinpath("review_page", "templates", "review.css").read_text("utf-8"), media_type="text/css"
        )

    def queue(self, request: Request) -> Response:
        country = request.query_params.get("country", "").strip().upper() or None
        with open_reader(self._settings.warehouse) as con:
            rows = load_queue(con, _QUEUE, country=country)
        return self._page("queue.html.j2", rows=rows, country=country, limit=_QUEUE)

    def next(self, request: Request) -> Response:
        """To the incident after the one named in the queue; to the first where that is decided on."""
        after, did = request.query_params.get("after"), request.query_params.get("did")
        with open_reader(self._settings.warehouse) as con:
            ids = [row["incident_id"] for row in load_queue(con, _QUEUE)]
        rest = ids[ids.index(after) + 1 :] if after in ids else ids
        said = f"?{urlencode({'did': did})}" if did else ""
        return RedirectResponse(f"/incident/{rest[0]}{said}" if rest else f"/{said}", 303)

    def incident(self, request: Request) -> Response:
        return self._show(request.path_params["incident_id"], did=request.query_params.get("did"))

    async def decide(self, request: Request) -> Response:
        form = await _read_form(request)
        if not is_same(form.get("token"), self._held.token):
            return HTMLResponse("This form is of an earlier run: go back and load the page anew.", 403)
        return await run_in_threadpool(self._decide, request, form)

    def failed(self, _: Request, error: Exception) -> Response:
        return self._page("failed.html.j2", status=404 if isinstance(error, ReviewError) else 503, error=str(error))

    def _decide(self, request: Request, form: Form) -> Response:
        incident_id, verdict = request.path_params["incident_id"], request.path_params["verdict"]
        plan = _PLANS.get(verdict)
        if plan is None:
            raise ReviewError(f"There is no decision {verdict}.")
        try:
            with open_reader(self._settings.warehouse) as con:
                planned = plan(con, incident_id, form, self._settings)
            ids = record_decisions(self._settings, planned, self._reviewer, form.get("note", "").strip())
        except WarehouseError as error:
            return self._show(incident_id, error=str(error), form=form, status=422)
        if verdict in ("accept", "reject"):
            return RedirectResponse(f"/next?{urlencode({'after': incident_id, 'did': ids[0]})}", 303)
        with open_reader(self._settings.warehouse) as con:
            now = run_query(con, "now", anchor_id=incident_id)
        shown = now[0]["incident_id"] if now else incident_id
        return RedirectResponse(f"/incident/{shown}?{urlencode({'did': ids[0]})}", 303)

    def _show(
        self,
        incident_id: str,
        *,
        did: str | None = None,
        error: str | None = None,
        form: Form | None = None,
        status: int = 200,
    ) -> Response:
        with open_reader(self._settings.warehouse) as con:
            incident = find_incident(con, incident_id)
            named = {"incident_id": incident["incident_id"]}
            reports = run_query(con, "reports", limit=_REPORTS, **named)
            values = {
                "figures": run_query(con, "figures", **named),
                "near": run_query(con, "near", **named),
                "decisions": run_query(con, "decisions", limit=50, **named),
                "parties": {
                    role: "; ".join(party_names(found))
                    for role, found in find_parties(con, incident["incident_id"]).items()
                },
                "done": _find_done(con, did),
            }
        for report in reports:
            text, title = report.pop("text"), report["title"]
            report["pieces"] = find_pieces(text if title is None else f"{title}\n\n{text}", report.pop("spans"))
        return self._page(
            "incident.html.j2",
            status=status,
            incident=incident,
            reports=reports,
            error=error,
            form=form or {},
            event_types=EVENT_TYPES,
            realis=REALIS,
            outcomes=OUTCOMES,
            bounds=BOUNDS,
            roles=ROLES,
            **values,
        )

    def _page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        template = _environment().get_template(name)
        return HTMLResponse(template.render(token=self._held.token, reviewer=self._reviewer, **values), status)


def _find_done(con: Any, did: str | None) -> dict[str, Any] | None:
    """The decision that led here, if it holds: it can be undone."""
    found = run_query(con, "decision", name=did) if did else []
    return found[0] if found else None


def _plan_correct(con: Any, incident_id: str, form: Form, settings: Settings) -> list[Decision]:
    """Of the form's fields those that differ from what they showed."""
    wanted = {key: form[key] for key in form if f"was_{key}" in form and form[key] != form[f"was_{key}"]}
    if not wanted:
        raise ReviewError("Nothing to correct: change a field first.")
    return plan_correct(con, incident_id, wanted, settings)


def _plan_merge(con: Any, incident_id: str, form: Form, _: Settings) -> list[Decision]:
    other = form.get("other_id", "").strip() or form.get("other", "").strip()
    if not other:
        raise ReviewError("Nothing to merge with: choose an incident, or give its id.")
    return [plan_merge(con, incident_id, other)]


_PLANS: Mapping[str, Callable[[Any, str, Form, Settings], list[Decision]]] = {
    "accept": lambda con, incident_id, _form, _settings: [plan_accept(con, incident_id)],
    "reject": lambda con, incident_id, _form, _settings: [plan_reject(con, incident_id)],
    "reject-claim": lambda con, _id, form, _settings: [plan_reject(con, form.get("anchor", "?"), is_claim=True)],
    "split": lambda con, _id, form, _settings: [plan_split(con, form.get("anchor", "?"))],
    "undo": lambda con, _id, form, _settings: plan_undo(con, form.get("decision", "?")),
    "correct": _plan_correct,
    "merge": _plan_merge,
}


async def _read_form(request: Request) -> dict[str, str]:
    """The fields of a small form; nothing of a large one."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return {}
    except ClientDisconnect:
        return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


@cache
def _environment() -> Environment:
    """Everything is escaped."""
    environment = Environment(
        loader=PackageLoader("flows", "review_page/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "bounds": lambda row, outcome: bounds_words(row, outcome) or "not stated",
        "change": change_words,
        "clean": lambda text: clean_text(str(text)),
        "dates": lambda row: dates_words(row["date_start"], row["date_end"]),
        "url": safe_url,
    }
    return environment
