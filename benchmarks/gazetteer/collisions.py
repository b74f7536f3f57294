"""Which strong names also occur in ordinary text: the translations of programs, in whatever languages are installed.

    python -m benchmarks.gazetteer.collisions [FOLDER ...]

Reads every gettext catalogue (`*.mo`) below FOLDER (default: /usr/share). Menus and messages of programs hardly
ever speak of Syria, so each hit is a name that should be weak, longer, or bound to its case.
"""

import argparse
import gettext
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.relevance.shipped import shipped_topics
from config.gazetteer import load_gazetteer
from workers.relevance.concepts import Compiled, compile_topics
from workers.relevance.match import Find

LANGUAGE = re.compile(r"/(?:locale|lang)/([a-z]{2,3})(?:[_.@][^/]*)?/")
TELLS = 0.3  # weaker concepts never carry a text
AROUND = 30


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folders", nargs="*", type=Path, default=[Path("/usr/share")])
    compiled = compile_topics(shipped_topics(), load_gazetteer())
    read, hits, where = Counter[str](), Counter[tuple[str, str, str]](), dict[tuple[str, str, str], str]()
    for language, text in messages(arguments.parse_args().folders):
        read[language] += len(text)
        for find in compiled.lexicon.find(text, language={"ku": "kmr"}.get(language, language)):
            if tells(compiled, find):
                key = (compiled.concepts[find.entry.concept].id, text[find.start : find.end], language)
                hits[key] += 1
                where.setdefault(key, text[max(0, find.start - AROUND) : find.end + AROUND].replace("\n", " "))
    print(f"{sum(read.values()):,} characters in {len(read)} languages, {sum(hits.values())} hits")
    for key, count in hits.most_common():
        print(count, *key, "|", where[key])


def tells(compiled: Compiled, find: Find) -> bool:
    """A strong name of a place or an actor; the country itself stands in every list of locales."""
    concept = compiled.concepts[find.entry.concept]
    if find.entry.weak or concept.id in {"syria", "syria.people"}:
        return False
    return concept.place is not None or max(concept.worth.values(), default=0.0) >= TELLS


def messages(folders: list[Path]) -> Iterator[tuple[str, str]]:
    """Language and text of every translated message, each once; lists of country names are left out."""
    seen: set[tuple[str, str]] = set()
    for path in sorted(path for folder in folders for path in folder.rglob("*.mo")):
        found = LANGUAGE.search(str(path))
        if found is None or path.name.startswith("iso_"):
            continue
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
        except (OSError, ValueError, IndexError):  # catalogues of odd programs
            continue
        for text in vars(catalogue)["_catalog"].values():
            if isinstance(text, str) and (found[1], text) not in seen:
                seen.add((found[1], text))
                yield found[1], text


if __name__ == "__main__":
    main()
