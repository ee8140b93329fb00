"""Which addresses are asked, and that the address that was checked is the one that is connected to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import ip_address

import httpcore
import pytest
from hostile_server import Get, Site, answer, redirect, story

from flows.fetch.addresses import PinnedBackend, check_literal, is_allowed, is_public
from flows.fetch.errors import FetchError, PassingError, RefusedError
from flows.settings import Settings

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",  # Alibaba's metadata
    "127.0.0.1",
    "168.63.129.16",  # Azure's
    "169.254.169.254",  # most others'
    "172.16.0.1",
    "192.0.0.192",  # Oracle's
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2606:4700::5efe:127.0.0.1",
    "2606:4700:0:0:200:5efe:10.0.0.1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # Amazon's by IPv6
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::fb",
    "ff0e::1",
]
PUBLIC = ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8", "2a00:1450::200e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST."]
)
def test_literals_in_any_notation_are_refused(host: str) -> None:
    with pytest.raises(RefusedError, match="private address"):
        check_literal(host)


@pytest.mark.parametrize("host", ["example.org", "1.1.1.1", "2606:4700:4700::1111", "dead.beef", "a" * 300])
def test_names_and_public_literals_are_not(host: str) -> None:
    check_literal(host)


@pytest.mark.parametrize(
    ("host", "port", "allowed"),
    [
        ("news.lan", 80, {"news.lan"}),
        ("news.lan", 8080, {"news.lan:8080"}),
        ("::1", 8080, {"[::1]:8080"}),
        ("::1", 80, {"::1"}),
    ],
)
def test_allowed(host: str, port: int, allowed: set[str]) -> None:
    assert is_allowed(host, port, allowed)


@pytest.mark.parametrize("allowed", [set(), {"news.lan:81"}, {"lan"}, {"other.news.lan"}])
def test_not_allowed(allowed: set[str]) -> None:
    assert not is_allowed("news.lan", 80, allowed)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
)
def test_loopback_is_refused_unless_allowed(host: str, site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = answer(body=story())
    port = site.base.rpartition(":")[2]
    with pytest.raises(FetchError, match="is a private address"):
        get(f"http://{host}:{port}/story", with_settings=replace(settings, allow_hosts=frozenset()))
    assert site.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret",
        "http://localhost:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[::ffff:7f00:1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "//169.254.169.254/",
    ],
)
def test_redirects_to_private_addresses_are_refused(target: str, site: Site, get: Get) -> None:
    site.routes["/away"] = redirect(target.format(port=site.base.rpartition(":")[2]))
    with pytest.raises(FetchError, match="is a private address"):
        get("/away")
    assert "/secret" not in site.paths


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x/", "javascript:alert(1)"])
def test_redirects_to_other_schemes_are_refused(target: str, site: Site, get: Get) -> None:
    site.routes["/away"] = redirect(target)
    with pytest.raises(FetchError, match="not an http address"):
        get("/away")


@pytest.mark.parametrize("url", ["http://u:p@127.0.0.1/", "http://", "http:///x", "http://[bad/", "http://a:99999/"])
def test_addresses_that_are_none(url: str, get: Get) -> None:
    with pytest.raises(FetchError, match="address"):
        get(url)


class _Changing:
    """A name server that gives a public address first and another one afterwards."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.n_asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.n_asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Recorded(httpcore.AsyncNetworkBackend):
    """Sockets that note where they were to be opened, and open none."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    async def connect_tcp(self, host: str, port: int, *args: object, **kwargs: object) -> httpcore.AsyncNetworkStream:
        self.opened.append(host)
        return httpcore.AsyncMockStream([])


def test_connection_goes_to_the_address_that_was_checked() -> None:
    """DNS rebinding: the second answer would be loopback, but there is no second question."""
    resolve, sockets = _Changing(["93.184.215.14"], ["127.0.0.1"]), _Recorded()
    backend = PinnedBackend(frozenset(), resolve)
    backend._sockets = sockets
    asyncio.run(backend.connect_tcp("rebind.example", 80))
    assert (sockets.opened, resolve.n_asked) == (["93.184.215.14"], 1)
    with pytest.raises(RefusedError, match=r"rebind\.example is a private address"):
        asyncio.run(backend.connect_tcp("rebind.example", 80))
    assert sockets.opened == ["93.184.215.14"]


def test_one_private_address_among_several_is_enough() -> None:
    backend = PinnedBackend(frozenset(), _Changing(["93.184.215.14", "10.0.0.1"]))
    backend._sockets = sockets = _Recorded()
    with pytest.raises(RefusedError):
        asyncio.run(backend.connect_tcp("mixed.example", 80))
    assert sockets.opened == []


def test_name_that_rebinds_to_loopback_reaches_nothing(site: Site, get: Get) -> None:
    """The whole way, through the client: the first look-up is for robots.txt."""
    port = site.base.rpartition(":")[2]
    with pytest.raises(FetchError, match="is a private address"):
        get(f"http://rebind.example:{port}/secret", resolve=_Changing(["127.0.0.1"]))
    assert site.asked == []


def test_allowed_name_is_asked_for_by_its_name(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = answer(body=story())
    port = site.base.rpartition(":")[2]
    allowed = replace(settings, allow_hosts=frozenset({f"news.lan:{port}"}))
    get(f"http://news.lan:{port}/story", with_settings=allowed, resolve=_Changing(["127.0.0.1"]))
    assert [asked.headers["Host"] for asked in site.asked] == [f"news.lan:{port}"] * 2


def test_next_address_is_tried_where_one_does_not_answer(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = answer(body=story())
    port = site.base.rpartition(":")[2]
    allowed = replace(settings, allow_hosts=frozenset({"news.lan"}))
    resolve = _Changing(["127.0.0.9", "127.0.0.1"])
    assert get(f"http://news.lan:{port}/story", with_settings=allowed, resolve=resolve).status == 200


def test_name_without_an_address() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(PassingError, match=r"no address for nowhere\.example"):
        asyncio.run(PinnedBackend(frozenset(), nowhere).connect_tcp("nowhere.example", 80))
