"""The HTTP client: names itself, connects to checked addresses, and goes through the proxies of the environment."""

from __future__ import annotations

import logging
import ssl
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from flows.fetch.addresses import PinnedBackend, Resolver, check_literal, is_allowed, resolve_name
from flows.fetch.bodies import ACCEPTED
from flows.settings import Settings

_log = logging.getLogger(__name__)
_CONNECT_SECONDS = 10.0
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml,application/atom+xml,*/*;q=0.1"


class PinnedTransport(httpx.AsyncHTTPTransport):
    """Without a proxy: the pool connects through `PinnedBackend`."""

    def __init__(self, context: ssl.SSLContext, allowed: frozenset[str], resolve: Resolver) -> None:
        super().__init__(verify=context)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=PinnedBackend(allowed, resolve),
        )


class Transport(httpx.AsyncBaseTransport):
    """Each request directly, or through the proxy that the environment names for its address."""

    def __init__(self, allowed: frozenset[str], resolve: Resolver) -> None:
        self._context = httpx.create_ssl_context()  # heeds SSL_CERT_FILE and SSL_CERT_DIR
        self._allowed = allowed
        self._direct = PinnedTransport(self._context, allowed, resolve)
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proxy = find_proxy(request.url)
        if proxy is None:
            return await self._direct.handle_async_request(request)
        if not is_allowed(request.url.host, request.url.port, self._allowed):
            check_literal(request.url.host)
        if proxy not in self._proxied:
            _tell_proxy(urlsplit(proxy).hostname or proxy)
            self._proxied[proxy] = httpx.AsyncHTTPTransport(verify=self._context, proxy=proxy)
        return await self._proxied[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            await transport.aclose()


def find_proxy(url: httpx.URL) -> str | None:
    """The proxy for an address: http_proxy, https_proxy, all_proxy, no_proxy, or the system's settings."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.netloc.decode("ascii").rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


@cache
def _tell_proxy(host: str) -> None:
    """Once per process."""
    _log.warning("requests go through the proxy %s, which resolves names: it has to refuse private addresses", host)


def open_client(contact: str | None, settings: Settings, resolve: Resolver = resolve_name) -> httpx.AsyncClient:
    """A client that follows no redirects and keeps no cookies: both are done hop by hop."""
    named = f"; {contact}" if contact else ""
    return httpx.AsyncClient(
        transport=Transport(settings.allow_hosts, resolve),
        headers={
            "User-Agent": f"sitrep/{version('sitrep')} (security news research{named})",
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        },
        timeout=httpx.Timeout(settings.fetch_seconds, connect=min(_CONNECT_SECONDS, settings.fetch_seconds)),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        follow_redirects=False,
        trust_env=False,
    )
