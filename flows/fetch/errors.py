"""What can go wrong with a request, told apart by whether asking again can help."""

from __future__ import annotations

from datetime import timedelta


class FetchError(Exception):
    """A request or a whole source failed; the message is one short phrase.

    `status` is the answer's, if one came; `wait` is how long the server wants to be left alone; `n_requests` is what
    had been sent by then.
    """

    def __init__(self, reason: str, *, status: int | None = None, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait
        self.n_requests = 0


class PassingError(FetchError):
    """Faults of the network and of servers in trouble: asking again may help."""


class RefusedError(FetchError):
    """Nothing that we would ask for or keep: private addresses, robots.txt, sizes, kinds of content."""


class RedirectError(RefusedError):
    """Redirects that lead nowhere."""
