"""Bodies that act: the register, state bodies by pattern, unnamed groups. Usable alone."""

from extract.actors.find import find_actors, resolve_actor
from extract.actors.register import Register, load_register

__all__ = ["Register", "find_actors", "load_register", "resolve_actor"]
