"""Articles dressed as pages of four kinds of site: no boilerplate stays, nothing genuine goes."""

from pathlib import Path

import pytest

from benchmarks.extraction import seedpages
from benchmarks.extraction.cms import PROMO_STYLES, SHAPES, Story, page

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
SENTENCE = "Officials of district {n} said on Tuesday that {n} bridges had been mended since the flood, and that the road was open."
INVENTED = Story(
    title="Bridges Of The Northern Valley Are Mended After The Flood",
    lines=(
        ("caption", "A bridge over the river near the mill, half a year after the flood (AFP photo)"),
        *(("text", SENTENCE.format(n=n)) for n in range(2, 5)),
        ("promo", "How The Capital Managed To Lose Its Oldest Weekly Market To Developers"),
        ("text", "40 families still waiting"),
        *(("text", SENTENCE.format(n=n)) for n in range(5, 8)),
        ("promo", "Minister Endorses, Opposition Rejects New Plan For The Eastern Harbour"),
        *(("text", SENTENCE.format(n=n)) for n in range(8, 12)),
    ),
)


@pytest.mark.parametrize("style", PROMO_STYLES)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_comes_out_of_its_page_whole_and_alone(shape: str, style: str) -> None:
    left, lost = seedpages.judge(INVENTED, seedpages.text_of(page(INVENTED, shape, style)))

    assert (left, lost) == ([], [])


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"no seed articles in {SEEDS}")
def test_the_seed_articles_come_out_of_their_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert seedpages.main(SEEDS) == 0, capsys.readouterr().out
