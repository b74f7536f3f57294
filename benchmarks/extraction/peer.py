"""One other extractor over the pages of a labelled file. Runs alone, in an environment that has it: imports no Marsad.

python benchmarks/extraction/peer.py NAME FILE   # prints a JSON line for each page: id, text, cpu
"""

import gzip
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 20
"""Seconds for a page: some peers look for more of it on the network."""


def readability(html: str, url: str) -> str:
    import lxml.html
    from readability import Document  # type: ignore[import-not-found]

    return str(lxml.html.fromstring(Document(html, url=url).summary()).text_content())


def newspaper4k(html: str, url: str) -> str:
    from newspaper import Article  # type: ignore[import-not-found]

    article = Article(url, fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def resiliparse(html: str, url: str) -> str:  # noqa: ARG001 - one signature for all
    from resiliparse.extract.html2text import extract_plain_text  # type: ignore[import-not-found]

    return str(extract_plain_text(html, main_content=True, comments=False))


EXTRACTORS: dict[str, Callable[[str, str], str]] = {
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "resiliparse": resiliparse,
}


def give_up(*_: object) -> None:
    raise TimeoutError


def main(name: str, path: Path) -> None:
    extract = EXTRACTORS[name]
    signal.signal(signal.SIGALRM, give_up)
    extract(
        f"<html><body><article>{'<p>To load everything once before the clock runs.</p>' * 9}</article></body></html>",
        "http://a.example/1",
    )
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = (path.parent / row["html_file"]).read_bytes()
        html = (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode("utf-8", "replace")
        started = time.process_time()
        signal.alarm(PATIENCE)
        try:
            text = extract(html, row["url"])
        except Exception as error:  # noqa: BLE001 - a peer that fails on a page has an empty result there
            print(f"{name}: {row['id']}: {error!r}", file=sys.stderr)
            text = ""
        signal.alarm(0)
        print(json.dumps({"id": row["id"], "text": text, "cpu": time.process_time() - started}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
