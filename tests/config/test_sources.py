"""The shipped sources and own ones over them."""

from pathlib import Path

import pytest

from config.problems import ConfigError
from config.settings import Settings
from config.sources import Source, load_sources
from tests.support.configuration import told

ONE = '[[source]]\nid = "one"\nname = "One"\nurl = "https://one.example/feed"\n'


def sources(directory: Path, *texts: str, builtin: bool = False) -> dict[str, Source]:
    entries = ["builtin"] if builtin else []
    for number, text in enumerate(texts):
        (directory / f"{number}.toml").write_text(text, encoding="utf-8")
        entries.append(str(directory / f"{number}.toml"))
    return {source.id: source for source in load_sources(Settings(sources=tuple(entries)))}


def complaints(directory: Path, *texts: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        sources(directory, *texts)
    return told(caught.value, directory)


def test_the_shipped_list_is_valid_and_speaks_the_languages_of_the_region() -> None:
    shipped = load_sources(Settings())
    on = [source for source in shipped if source.enabled]

    assert len(on) >= 100
    assert {"ar", "en", "tr", "kmr", "ckb", "fa"} <= {source.language for source in on}
    assert {source.kind for source in on} == {"feed", "telegram", "search", "sitemap", "json"}
    assert all(source.url.startswith("https://") for source in shipped)
    assert len({source.url for source in shipped}) == len(shipped)


def test_no_shipped_fallback_belongs_to_another_voice() -> None:
    shipped = {source.id: source for source in load_sources(Settings())}
    pairs = [(source, shipped[source.fallback]) for source in shipped.values() if source.fallback]

    assert pairs
    assert all(source.family == fallback.family for source, fallback in pairs)


def test_a_later_file_lies_over_an_earlier_one_key_by_key(tmp_path: Path) -> None:
    found = sources(tmp_path, ONE, '[[source]]\nid = "sana-tr"\nenabled = true\nmin_interval = "2m"\n', builtin=True)
    shipped = {source.id: source for source in load_sources(Settings())}

    assert found["sana-tr"] == shipped["sana-tr"].model_copy(update={"enabled": True, "min_interval": 120.0})
    assert found["one"].url == "https://one.example/feed"
    assert len(found) == len(shipped) + 1


def test_a_directory_is_all_its_toml_files(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", ".hidden.toml", "notes.txt"):
        (tmp_path / name).write_text(ONE.replace('"one"', f'"{name[0].strip(".")}x"'), encoding="utf-8")

    assert [source.id for source in load_sources(Settings(sources=(str(tmp_path),)))] == ["ax", "bx"]


MISTAKES = [
    ("[[sources]]\n", "1: sources: there is no such key; sources are written as [[source]]"),
    ("[source]\nid = 1\n", "1: source: sources are a list; write [[source]] with two brackets"),
    ('[[source]]\nname = "x"\n', "1: source[0].id: is missing"),
    (ONE.replace('"one"', "1"), "2: source[0].id: must be a text in quotes"),
    (ONE + ONE, '6: source[1].id: "one" is taken by the source at 0.toml:1'),
    (ONE.replace('"one"', '"One"'), '2: source[0].id: "One" must consist of small letters, digits and -, begin with a letter or digit, and have 64 characters at most'),
    (ONE.replace("name", "nmae"), "1: source[0].name: is missing"),
    (ONE + 'intervall = "5m"\n', '5: source[0].intervall: there is no such key; did you mean "min_interval"?'),
    (ONE + 'kind = "rss"\n', '5: source[0].kind: "rss" is not known; write "feed", "telegram", "search", "sitemap", "json" or "page"'),
    (ONE.replace("https:", ""), "4: source[0].url: must begin with https:// or http://"),
    (ONE.replace("one.example", "me:pw@one.example"), "4: source[0].url: must not hold a user name or password; give them as headers = { Authorization = … }"),
    (ONE.replace("feed", "x" * 2048), "4: source[0].url: is longer than 2,048 characters"),
    (ONE + 'homepage = "one"\n', "5: source[0].homepage: must begin with https:// or http://"),
    (ONE + 'language = "arabic!"\n', '5: source[0].language: "arabic!" is no language tag; write it like "ar", "en", "kmr" or "pt-BR"'),
    (ONE + 'country = "Syria"\n', '5: source[0].country: "Syria" is no country code; write two capital letters, e.g. "SY"'),
    (ONE + 'min_interval = "1h"\nmax_interval = "1m"\n', "5: source[0].min_interval: must not be more than max_interval"),
    (ONE + 'fallback = "one"\n', '5: source[0].fallback: there is no other source "one"'),
    (ONE + 'fallback = "twoo"\n' + ONE.replace('"one"', '"two"'), '5: source[0].fallback: there is no other source "twoo"; did you mean "two"?'),
    (ONE + 'tz = "Damascus"\n', '5: source[0].tz: "Damascus" is no time zone; write "Europe/Istanbul", "Asia/Damascus" or "UTC"'),
    (ONE + 'kind = "page"\n', '1: source[0].link_pattern: is missing; a source of kind "page" needs it'),
    (ONE + 'kind = "json"\nlink = "url"\n', '1: source[0].items: is missing; a source of kind "json" needs it'),
    (ONE + 'link_pattern = "("\n', "5: source[0].link_pattern: is no regular expression: missing ), unterminated subpattern at position 0"),
    (ONE + 'headers = { "a b" = "x" }\n', '5: source[0].headers.a b: "a b" is no name of a header'),
    (ONE + 'user_agent = "a\\nb"\n', "5: source[0].user_agent: must be one line without control characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_each_mistake(tmp_path: Path, text: str, expected: str) -> None:
    assert f"0.toml:{expected}" in complaints(tmp_path, text)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    lines = complaints(
        tmp_path, ONE + "wire = 3\n" + ONE.replace('"one"', '"two"') + 'fetch = "x"\ntz = "x"\n', "a = \n"
    )

    assert [line.rpartition(": ")[0].partition(": ")[0] for line in lines] == [
        "1.toml:1",
        "0.toml:5",
        "0.toml:10",
        "0.toml:11",
    ]


def test_a_mistake_is_told_of_the_file_that_made_it(tmp_path: Path) -> None:
    over = '[[source]]\nid = "one"\ntz = "x"\n'

    assert complaints(tmp_path, ONE + 'country = "Syria"\n', over) == [
        '0.toml:5: source[0].country: "Syria" is no country code; write two capital letters, e.g. "SY"',
        '1.toml:3: source[0].tz: "x" is no time zone; write "Europe/Istanbul", "Asia/Damascus" or "UTC"',
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_sources(Settings(sources=(str(tmp_path / "gone.toml"),)))

    assert told(caught.value, tmp_path) == ["gone.toml: there is no such file"]
