"""Topic files: what is refused, and what is read."""

from pathlib import Path

import pytest

from config.load import check_all
from config.problems import ConfigError
from config.settings import Settings
from config.topics import load_topics, topics_revision
from tests.support.configuration import loaded, told

TOPIC = """\
id = "floods"
title = "Floods"
[[concept]]
id = "river"
weight = 2
terms.en = ["river", { text = "Orontes", case = true }]
[[concept]]
id = "rain"
terms.ar = ["مطر"]
"""
COMBINE = '[[combine]]\nid = "both"\nall = ["river", "place.idlib"]\n'


def topic_files(directory: Path, *texts: str) -> Settings:
    for number, text in enumerate(texts):
        (directory / f"{number}.toml").write_text(text, encoding="utf-8")
    return Settings(topics=tuple(str(directory / f"{number}.toml") for number in range(len(texts))))


def complaints(directory: Path, *texts: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_topics(topic_files(directory, *texts))
    return told(caught.value, directory)


def test_the_shipped_topics_are_valid() -> None:
    assert {"idlib", "syria"} <= {topic.id for topic in load_topics(Settings())}


def test_a_file_with_the_id_of_an_earlier_one_replaces_it(tmp_path: Path) -> None:
    topics = load_topics(topic_files(tmp_path, TOPIC, TOPIC.replace("Floods", "High water")))

    assert [topic.title for topic in topics] == ["High water"]


def test_concepts_of_other_files_and_places_may_be_named(tmp_path: Path) -> None:
    other = 'id = "other"\ntitle = "O"\n' + COMBINE.replace("place.idlib", "rain")

    assert len(load_topics(topic_files(tmp_path, TOPIC + COMBINE, other))) == 2


def needs(stated: str) -> str:
    return TOPIC.replace("weight = 2\n", f"weight = 2\nneeds = {stated}\n")


MISTAKES = [
    ("title = 5\n" + TOPIC.replace('title = "Floods"\n', ""), "1: title: must be a text in quotes"),
    (TOPIC.replace('"floods"', '"Floods!"'), '1: id: "Floods!" must consist of small letters, digits and -, begin with a letter or digit, and have 64 characters at most'),
    ("min_grad = 1\n" + TOPIC, '1: min_grad: there is no such key; did you mean "min_grade"?'),
    (TOPIC + 'term.en = ["x"]\n', '10: concept[1].term: there is no such key; did you mean "terms"?'),
    ("thresholds = { central = 0.3, substantial = 0.5 }\n" + TOPIC, "1: thresholds: must be 0 < substantial < central <= 1"),
    ("thresholds = { central = 0.3 }\n" + TOPIC, "1: thresholds: substantial is missing; write thresholds = { central = 0.60, substantial = 0.35 }"),
    ("thresholds = { central = 0.6, substantial = 0.3, passng = 1 }\n" + TOPIC, "1: thresholds.passng: is no grade with a threshold; write both of central, substantial"),
    ('gazetteer = ["Idlib"]\n' + TOPIC, '1: gazetteer[0]: "Idlib" is no P-code; write it like "SY07" or "SY0700"'),
    (TOPIC.replace('"rain"', '"river"'), '8: concept[1].id: "river" is taken by concept[0]'),
    (TOPIC + COMBINE.replace('"both"', '"rain"'), '11: combine[0].id: "rain" is taken by concept[1]'),
    (TOPIC.replace("weight = 2", "weight = -1"), "5: concept[0].weight: must be 0 (context only) or more; to lower a grade write an [[exclude]]"),
    (TOPIC + 'pcode = "x"\n', '10: concept[1].pcode: "x" is no P-code; write it like "SY07" or "SY0700"'),
    (TOPIC.replace('terms.ar = ["مطر"]\n', ""), '7: concept[1]: "rain" has neither terms nor a pcode, so nothing can match it; write terms.en = [ … ]'),
    (TOPIC.replace('"مطر"', '" "'), "9: concept[1].terms.ar[0]: must not be empty"),
    (TOPIC.replace('["مطر"]', "[]"), "9: concept[1].terms.ar: must not be empty"),
    (TOPIC.replace("terms.ar", "terms.arabic_"), '9: concept[1].terms.arabic_: "arabic_" is no language tag; write it like "ar", "en" or "kmr"'),
    (TOPIC.replace('"مطر"', "5"), "9: concept[1].terms.ar[0]: must be a text in quotes or a table, e.g. { key = … }"),
    (TOPIC.replace("case = true", "cas = true"), '6: concept[0].terms.en[1].cas: there is no such key; did you mean "case"?'),
    (needs('{ any = ["rian"] }'), '6: concept[0].needs.any[0]: there is no concept "rian"; did you mean "rain"?'),
    (needs("{ any = [] }"), "6: concept[0].needs.any: must name at least one concept"),
    (needs('{ any = ["rain"], within = "page" }'), "6: concept[0].needs.within: must be one of sentence, paragraph, document or a number of words, not 'page'"),
    (needs('{ any = ["rain"], within = 0 }'), "6: concept[0].needs.within: must be one of sentence, paragraph, document or a number of words, not 0"),
    (TOPIC + COMBINE.replace("river", "rivr"), '12: combine[0].all[0]: there is no concept "rivr"; did you mean "river"?'),
    (TOPIC + COMBINE.replace(', "place.idlib"', ""), "12: combine[0].all: must name at least two concepts"),
    (TOPIC + COMBINE + "weight = 0\n", "13: combine[0].weight: must be more than 0"),
    (TOPIC + '[[exclude]]\nid = "x"\nweight = 0\n', "12: exclude[0].weight: must be more than 0; it is taken from the score"),
    (TOPIC + '[[exclude]]\nid = "x"\n', '10: exclude[0]: "x" has no terms; write terms.en = [ … ]'),
    (TOPIC + '[[test]]\ntext = "x"\ngrade = "high"\n', '12: test[0].grade: "high" is not known; write "none", "passing", "substantial" or "central"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_each_mistake(tmp_path: Path, text: str, expected: str) -> None:
    assert f"0.toml:{expected}" in complaints(tmp_path, text)


def test_one_broken_concept_does_not_make_the_others_unknown(tmp_path: Path) -> None:
    lines = complaints(tmp_path, TOPIC.replace("weight = 2", 'weight = "heavy"') + COMBINE)

    assert lines == ["0.toml:5: concept[0].weight: must be a number"]


def test_mistakes_of_all_kinds_in_one_topic_are_told_together(tmp_path: Path) -> None:
    text = (
        needs('{ any = ["rian"], within = "page" }').replace('"مطر"]\n', '"مطر"]\ncolour = 1\n')
        + COMBINE
        + "weigt = 2\n"
    )

    assert [line.partition(": ")[2].partition(":")[0] for line in complaints(tmp_path, text)] == [
        "concept[1].colour", "combine[0].weigt", "concept[0].needs.any[0]", "concept[0].needs.within",
    ]  # fmt: skip


def test_a_mistake_in_a_table_that_could_be_a_text_is_told_once(tmp_path: Path) -> None:
    assert complaints(tmp_path, TOPIC.replace("case = true", "cas = true")) == [
        '0.toml:6: concept[0].terms.en[1].cas: there is no such key; did you mean "case"?'
    ]


def test_the_revision_changes_with_any_file_and_only_then(tmp_path: Path) -> None:
    first = topics_revision(topic_files(tmp_path, TOPIC, TOPIC))
    again = topics_revision(topic_files(tmp_path, TOPIC, TOPIC))
    changed = topics_revision(topic_files(tmp_path, TOPIC, TOPIC + "# a comment\n"))

    assert first == again
    assert changed != first
    assert first.startswith("sha256:")


def test_alerts_may_only_name_topics_and_sources_that_exist(tmp_path: Path) -> None:
    text = """\
[[alert]]
name = "a"
url = "https://a.example/"
topics = ["idlib", "idlip"]
sources = ["sana-ar", "al-jazeera",
  "levant42"]
"""

    problems = [str(problem).replace(f"{tmp_path}/", "") for problem in check_all(loaded(tmp_path, text))]

    assert problems == [
        'marsad.toml:4: alert[0].topics[1]: there is no topic "idlip"; did you mean "idlib"?',
        'marsad.toml:6: alert[0].sources[2]: there is no source or family "levant42"; did you mean "levant24"?',
    ]


def test_broken_lists_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text("x = 1\n")

    found = check_all(loaded(tmp_path, 'topics = ["t.toml"]\nsources = ["gone.toml"]\n'))

    assert {problem.file.rpartition("/")[2] for problem in found} == {"t.toml", "marsad.toml"}
