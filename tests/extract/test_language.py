"""The language of a text: other languages are seen, and English with foreign names stays English."""

from __future__ import annotations

import pytest

from extract.language import find_language


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed four in Al-Hawiyah.",
        "Ouagadougou, Burkina Faso",
        "Maiduguri: Boko Haram kill 3",
        "TEGUCIGALPA, 3 ENE 91 (AGENCIA) -- [TEXT] A SOLDIER WAS KILLED BY REBELS OF THE FRENTE NACIONAL",
        "Jaish al-Adl and Harakat al-Nujaba",
        "Daesh",
        "A",
    ],
)
def test_english_and_doubtful(text: str) -> None:
    assert find_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Los atacantes mataron a tres policías en Bogotá el lunes, dijo el alcalde.", "es"),
        ("Les combattants ont tué trois soldats près de la frontière, selon l'armée.", "fr"),
        ("Bewaffnete haben am Montag drei Soldaten getötet, teilte die Armee mit.", "de"),
        ("قتل مسلحون ثلاثة جنود في المدينة أمس، حسبما قالت الشرطة.", "ar"),
        ("Вооруженные люди убили трех солдат, сообщила полиция в понедельник.", "ru"),
    ],
)
def test_other_languages(text: str, language: str) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize("text", ["", "  \n", "12 345 --", "2024"])
def test_no_letters(text: str) -> None:
    assert find_language(text) is None
