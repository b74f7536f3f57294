"""Other ways to spell an Arabic place name in Latin letters: the elements that newspapers write differently.

Knows no place; only elements such as Kafr, Tal, Deir and endings such as -iyah.
"""

import re
from collections.abc import Iterator

# Whole words at the head of a name. Each spelling stands for all others of its line.
ELEMENTS = (
    ("Kafr", "Kfar", "Kafar"),
    ("Tal", "Tell", "Tel", "Tall"),
    ("Deir", "Dayr"),  # not "Der": German has it before every other noun
    ("Ain", "Ayn", "Ein"),
    ("Maarat", "Maaret", "Maarrat", "Ma'arat"),
    ("Khirbet", "Khirbat", "Kherbet"),
    ("Jabal", "Jebel", "Djebel"),
    ("Sheikh", "Shaykh"),
    ("Umm", "Um"),
    ("Abu", "Abou"),
    ("Beit", "Bayt"),
)
OTHERS = {word: tuple(other for other in line if other != word) for line in ELEMENTS for word in line}
ENDINGS = ((re.compile(r"iy(?:ah|eh)$"), ("iyah", "iyeh", "iya", "ieh")), (re.compile(r"oun$"), ("un",)))
LETTERS = 7  # shorter names are too often something else


def variants(name: str) -> Iterator[str]:
    """Spellings that differ from `name` in one element; none of a short name."""
    if len(name) < LETTERS:
        return
    head, _, rest = name.partition(" ")
    if rest:
        for other in OTHERS.get(head, ()):
            yield f"{other} {rest}"
    for ending, spellings in ENDINGS:
        if ending.search(name):
            yield from (other for spelling in spellings if (other := ending.sub(spelling, name)) != name)
