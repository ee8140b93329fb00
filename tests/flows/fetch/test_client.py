"""Proxies and TLS as the environment says."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hostile_server import Get, Site, answer, story

from flows.fetch.client import _tell_proxy
from flows.fetch.errors import FetchError, RefusedError
from flows.settings import Settings


async def no_resolver(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was resolved")


@pytest.fixture
def proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("http_proxy", site.base)
    _tell_proxy.cache_clear()
    return site


def test_proxy_is_used_and_told_once(proxy: Site, get: Get, caplog: pytest.LogCaptureFixture) -> None:
    proxy.routes["http://news.example/story"] = answer(body=story())
    with caplog.at_level(logging.WARNING, "flows.fetch.client"):
        assert get("http://news.example/story", resolve=no_resolver).status == 200
        assert get("http://news.example/story", resolve=no_resolver).status == 200
    assert proxy.paths[:2] == ["http://news.example/robots.txt", "http://news.example/story"]
    told = [record.getMessage() for record in caplog.records if record.name == "flows.fetch.client"]
    assert told == ["requests go through the proxy 127.0.0.1, which resolves names: it has to refuse private addresses"]


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "http://2130706433/", "http://localhost/"])
def test_private_literals_are_refused_before_the_proxy(url: str, proxy: Site, settings: Settings, get: Get) -> None:
    with pytest.raises(FetchError, match="is a private address"):
        get(url, with_settings=replace(settings, allow_hosts=frozenset()))
    assert proxy.asked == []


def test_no_proxy(proxy: Site, other_site: Site, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    other_site.routes["/story"] = answer(body=story())
    assert get(f"{other_site.base}/story").status == 200
    assert (proxy.asked, other_site.paths) == ([], ["/robots.txt", "/story"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of news.lan, by nobody."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.lan")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.lan")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "news.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    assert ipaddress.ip_address("127.0.0.1")
    return path


@pytest.fixture
def tls(certificate: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Port of a TLS server, and the names that clients asked it for (SNI)."""
    named: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            (answer(body=story()) if self.path == "/story" else answer(404))(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients that refuse the certificate
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_port, named
    server.shutdown()
    server.server_close()
    thread.join()


async def at_home(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_pinned_connection_names_and_verifies_the_host(
    tls: tuple[int, list[str | None]],
    certificate: Path,
    settings: Settings,
    get: Get,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, named = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    allowed = replace(settings, allow_hosts=frozenset({"news.lan", "other.lan"}))
    assert get(f"https://news.lan:{port}/story", with_settings=allowed, resolve=at_home).status == 200
    assert set(named) == {"news.lan"}
    with pytest.raises(FetchError, match="certificate verify failed"):
        get(f"https://other.lan:{port}/story", with_settings=allowed, resolve=at_home)


def test_unknown_certificate_is_refused(
    tls: tuple[int, list[str | None]], settings: Settings, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    allowed = replace(settings, allow_hosts=frozenset({"news.lan"}))
    with pytest.raises(FetchError, match="certificate verify failed"):
        get(f"https://news.lan:{tls[0]}/story", with_settings=allowed, resolve=at_home)


def test_refusals_are_not_tried_again(settings: Settings, get: Get) -> None:
    with pytest.raises(RefusedError) as caught:
        get("http://10.0.0.1/", robots="own", url="http://10.0.0.1/feed", with_settings=settings)
    assert caught.value.n_requests == 1
