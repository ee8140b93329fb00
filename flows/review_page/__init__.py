"""A page for reviewing, on this machine only: no account, no script, nothing from elsewhere."""

from .server import make_app, serve

__all__ = ["make_app", "serve"]
