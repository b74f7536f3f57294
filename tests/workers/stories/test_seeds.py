"""The five real articles that Marsad was asked for, where they are at hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@pytest.fixture(scope="module")
def items() -> dict[str, dict[str, Any]]:
    """Items by the first three characters of their file, as the demo publishes them."""
    if not SEEDS.is_dir():
        pytest.skip("the five seed articles are not beside the repository")
    command = [str(Path(sys.executable).parent / "marsad"), "demo", str(SEEDS), "--once", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return {event["data"]["url"].rpartition("/")[2][:3]: event["data"] for event in events if event["kind"] == "item"}


@pytest.mark.slow
def test_one_statement_in_two_outlets_is_one_story_with_one_origin(items: dict[str, dict[str, Any]]) -> None:
    one, other = items["000"], items["002"]
    later = max(one, other, key=lambda item: int(item["story"]["items"]))

    assert one["story"]["id"] == other["story"]["id"]
    assert later["origin"]["kind"] == "derived"
    assert later["origin"]["of"] == ({one["id"], other["id"]} - {later["id"]}).pop()
    assert later["origin"]["containment"] >= 0.4
    assert (later["story"]["outlets"], later["story"]["families"], later["story"]["independent"]) == (2, 2, 1)
    assert one["origin"]["upstream"] == other["origin"]["upstream"] == ["al-Mayadeen"]


@pytest.mark.slow
def test_the_others_stand_alone_with_their_origins(items: dict[str, dict[str, Any]]) -> None:
    alone = [items[name] for name in ("001", "003", "004")]

    assert len({item["story"]["id"] for item in items.values()}) == 4
    assert [item["origin"]["kind"] for item in alone] == ["wire", "original", "original"]
    assert items["001"]["origin"]["agency"] == "Reuters"
    assert items["004"]["story"]["families"] == 0
