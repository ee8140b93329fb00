"""A real HTTP server on the loopback address, with a feed and the pages that it lists."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORY = """<html><head><title>{title}</title></head><body><main><h1>{title}</h1>
<p>{first}</p><p>The account could not be checked at once, and officials gave no further details.</p>
</main></body></html>"""
PAGES = {
    "/ambush": STORY.format(
        title="Ambush on supply column kills five",
        first="Five soldiers were killed on Monday when gunmen ambushed a supply column near Gao, the army said.",
    ),
    "/strike": STORY.format(
        title="Drone strike wounds two near Marib",
        first="Two fighters were wounded on Tuesday by a drone strike near the Yemeni city of Marib, residents said.",
    ),
}


@contextmanager
def serve_news() -> Iterator[tuple[str, list[str]]]:
    """The server's address and the paths that were asked for. /flaky answers 503 once, then like /ambush."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            status, headers, body = 200, {}, PAGES.get(self.path)
            if self.path.partition("?")[0] == "/feed.xml":
                links = ("/ambush", "/strike", "/gone")
                items = "".join(f"<item><title>t</title><link>{base}{p}</link>{DAY}</item>" for p in links)
                body = f"<rss version='2.0'><channel><title>n</title>{items}</channel></rss>"
            elif self.path == "/flaky":
                status, body = (503, "") if asked.count("/flaky") == 1 else (200, PAGES["/ambush"])
            elif self.path == "/away":
                status, headers, body = 302, {"Location": "http://10.0.0.1/secret"}, ""
            elif self.path == "/loop":
                status, headers, body = 302, {"Location": f"{base}/loop"}, ""
            elif self.path == "/huge":
                body = "x" * 200_000
            elif body is None:
                status, body = 404, "gone"
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


DAY = "<pubDate>Wed, 06 Mar 2024 08:00:00 GMT</pubDate>"
