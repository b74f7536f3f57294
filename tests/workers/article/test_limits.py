"""What is taken out of a page before anyone parses it: scripts and the like, and never what stands between two."""

import pytest

from workers.article.limits import without_waste

TEXT = b"<p>The bridge is open again.</p>"


@pytest.mark.parametrize(
    "waste",
    [
        b"<script>if (a < b) c()</script>",
        b"<SCRIPT\nsrc='x'>a</script\n>",
        b"<script>a</script async>",
        b"<style media='print'>p {}</style>",
        b"<svg><path/></svg>",
        b"<button>Share</button>",
    ],
)
def test_what_has_no_text_goes(waste: bytes) -> None:
    assert without_waste(waste + TEXT + waste) == TEXT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<svg-icon name='x'></svg-icon>", b"<svg></svg>"),
        (b"<button-group></button-group>", b"<button>Share</button>"),
        (b"<svg class='x'/>", b"<svg><path/></svg>"),
        (b"<script src='x'/>", b"<script>a</script>"),
        (b"<!-- <script> -->", b"<script>a</script>"),
        (b"<!--[if lt IE 9]><noscript><![endif]-->", b"<noscript>a</noscript>"),
        (b"<!--><script>a</script>", b"<script>a</script>-->"),
        (b"<!-- no end <script>", b"<script>a</script>"),
    ],
)
def test_what_only_looks_like_a_beginning_takes_no_text_along(before: bytes, after: bytes) -> None:
    assert TEXT in without_waste(before + TEXT + after)


def test_linked_data_stays() -> None:
    page = b'<script type="application/ld+json">{"headline": "<!-- <script> "}</script>' + TEXT

    assert without_waste(page + b"<script>a</script>") == page
