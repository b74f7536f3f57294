"""Words by which a toll is said to have risen or fallen. Knows nothing of numbers."""

import re

_MOVED = re.compile(
    r"\b(?:ros[ea]n?|rise[sn]?|rising|increas\w+|climb\w+|jump\w+|fell|fallen|drop\w+|up from|revised|"
    r"(?:go|goes|gone|went) up|br(?:ing\w*|ought) (?:the|its|their)|"
    r"و?(?:ارتف\w+|يرتفع|ترتفع|تراجع\w*|انخف\w+|زاد\w*)|augment\w+|pass(?:e|ee|ant) de|grimp\w+|monte|"
    r"вырос\w*|возрос\w*|увелич\w+|сократил\w+|yuksel\w+|cikti|artti|stieg\w*|gestiegen|erhoht\w*|subio|aument\w+|sube|"
    r"افزايش|رسيده?)\b"
)


def moved(folded: str) -> bool:
    """Whether the sentence tells how a toll rose or fell."""
    return bool(_MOVED.search(folded))
