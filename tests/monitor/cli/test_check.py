"""`marsad check`: every mistake at once, and what is doubtful beside."""

import json
from pathlib import Path

import pytest

from config.problems import Problem
from monitor.checking import Checked, examined
from tests.support.cli import marsad
from tests.support.webhooks import SECRET

ALERT = f'[[alert]]\nname = "desk"\nurl = "https://desk.example/"\nsecret = "{SECRET}"\n'
SOURCE = '[[source]]\nid = "own"\nname = "Own"\nurl = "https://own.example/feed"\n'


def check(folder: Path, text: str) -> Checked:
    file = folder / "marsad.toml"
    file.write_text(text, encoding="utf-8")
    return examined(file, {"HOME": str(folder)})


def lines(problems: tuple[Problem, ...], folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in problems]


def test_the_shipped_configuration_leaves_nothing_to_doubt(tmp_path: Path) -> None:
    checked = check(tmp_path, ALERT + 'places = ["SY07", "SY0700"]\n')

    assert (checked.problems, checked.warnings) == ((), ())


def test_mistakes_in_settings_sources_topics_and_names_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SOURCE + 'langage = "ar"\n')
    (tmp_path / "t.toml").write_text('id = "t"\ntitl = "T"\n')

    checked = check(
        tmp_path,
        'sources = ["builtin", "s.toml"]\ntopics = ["builtin", "t.toml"]\npolling.timeout = "soon"\n'
        + ALERT + 'topics = ["idlip"]\nsources = ["own", "nobody"]\n',
    )  # fmt: skip

    assert [line.partition(": ")[0] for line in lines(checked.problems, tmp_path)] == [
        "marsad.toml:3", "t.toml", "t.toml:2", "marsad.toml:8", "s.toml:5", "marsad.toml:9",
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_told_with_the_line_that_lists_it(tmp_path: Path) -> None:
    checked = check(tmp_path, 'sources = ["builtin"]\ntopics = ["builtin", "gone.toml"]\n')

    assert lines(checked.problems, tmp_path) == ["marsad.toml:2: topics[1]: gone.toml: there is no such file"]


def test_a_weight_above_the_scale_is_told_also_beside_a_failing_test(tmp_path: Path) -> None:
    concept = '[[concept]]\nid = "a"\nweight = 9\nterms.en = ["Fooville"]\n'
    (tmp_path / "t.toml").write_text(f'id = "t"\ntitle = "T"\n{concept}[[test]]\ntext = "Fooville"\ngrade = "none"\n')
    checked = check(tmp_path, 'topics = ["t.toml"]\n')

    assert [problem.path for problem in checked.problems] == ["test[0]"]
    assert lines(checked.warnings, tmp_path) == [
        "t.toml:5: concept[0].weight: 9 counts as 5, the most there is; write 0 to 5"
    ]


def test_one_secret_file_of_many_alerts_is_warned_of_once(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret").chmod(0o644)
    alerts = (f'[[alert]]\nname = "{name}"\nurl = "https://d.example/"\nsecret_file = "secret"\n' for name in "ab")
    checked = check(tmp_path, "".join(alerts))

    assert [warning.path for warning in checked.warnings] == ["alert[0].secret_file"]


def test_a_broken_list_of_sources_makes_no_name_unknown(tmp_path: Path) -> None:
    checked = check(tmp_path, "sources = 5\n" + ALERT + 'sources = ["own"]\n')

    assert [problem.path for problem in checked.problems] == ["sources"]


def test_what_only_the_format_knows_is_told_with_its_line(tmp_path: Path) -> None:
    checked = check(tmp_path, ALERT + 'format = "discord"\noptions = { thread_name = { a = 1 } }\n')

    assert lines(checked.problems, tmp_path) == [
        "marsad.toml:6: alert[0].options: thread_name must be text, a number, true or false, or a list of those"
    ]


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://127.0.0.1/hook", "127.0.0.1 has the address 127.0.0.1"),
        ("http://localhost/hook", "localhost has the address 127.0.0.1"),
        ("http://[fd00::1]/hook", "fd00::1 has the address fd00::1"),
        ("https://10.0.0.7/hook", "10.0.0.7 has the address 10.0.0.7"),
        ("https://desk.example:8443/hook", "port 8443 is not asked"),
    ],
)
def test_a_webhook_that_will_be_refused_is_doubtful_until_it_is_allowed(tmp_path: Path, url: str, because: str) -> None:
    alert = ALERT.replace("https://desk.example/", url)

    (warning,) = check(tmp_path, alert).warnings

    assert warning.path == "alert[0].url"
    assert warning.line == 3
    assert because in warning.message
    assert check(tmp_path, alert + "allow_private = true\n").warnings == ()
    assert check(tmp_path, 'http.allow = ["0.0.0.0/0", "::/0"]\n' + alert).warnings == ()


def test_a_place_that_nobody_knows_is_doubtful(tmp_path: Path) -> None:
    checked = check(tmp_path, ALERT + 'places = ["SY07", "SY77", "SY", "C"]\n')

    assert [warning.path for warning in checked.warnings] == ["alert[0].places[1]"]
    assert 'did you mean "SY07"?' in checked.warnings[0].message


def test_a_source_that_will_be_refused_is_doubtful(tmp_path: Path) -> None:
    own = SOURCE.replace("own.example", "192.168.1.5:8080")
    (tmp_path / "s.toml").write_text(own + own.replace('"own"', '"off"') + "enabled = false\n")

    checked = check(tmp_path, 'sources = ["s.toml"]\n')

    (line,) = lines(checked.warnings, tmp_path)
    assert line.startswith("s.toml:4: source[0].url: will be refused: 192.168.1.5 has the address")
    assert check(tmp_path, 'sources = ["s.toml"]\nhttp.allow = ["192.168.0.0/16"]\n').warnings == ()


def test_nothing_to_poll_and_nothing_to_look_for_is_doubtful(tmp_path: Path) -> None:
    checked = check(tmp_path, "sources = []\ntopics = []\n")

    assert [warning.path for warning in checked.warnings] == ["sources", "topics"]
    assert checked.problems == ()


def test_a_mistake_is_not_doubted_besides(tmp_path: Path) -> None:
    checked = check(tmp_path, ALERT.replace(SECRET, "short"))

    assert [problem.path for problem in checked.problems] == ["alert[0].secret"]
    assert checked.warnings == ()


def test_warnings_are_shown_and_cost_no_exit_code(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text(ALERT.partition("secret")[0], encoding="utf-8")

    plain, as_json = marsad("check", home=tmp_path), marsad("check", "--json", home=tmp_path)

    assert (plain.code, as_json.code) == (0, 0)
    assert "warning: marsad.toml:1: alert[0].secret: has none, so" in plain.err
    assert plain.out.startswith("no mistakes, 1 to look at: ")
    assert json.loads(as_json.out)["warnings"][0]["path"] == "alert[0].secret"
