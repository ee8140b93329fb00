"""Prefect's own settings for a run without a server or a network. Set before `prefect` is imported."""

from __future__ import annotations

from collections.abc import MutableMapping

_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A first start on a fresh database takes half a minute, more on a busy machine; Prefect gives up after 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


def set_prefect_defaults(environ: MutableMapping[str, str]) -> None:
    """Quiet, without telemetry, and patient with its ephemeral server; what the user has set stays."""
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
