"""What each mistake is called: the line, the key, the cause, the remedy."""

from pathlib import Path

import pytest

from config.check import OPTIONS, quiet_hours_fault
from config.load import load
from config.problems import ConfigError
from tests.support.configuration import complaints, loaded
from workers.delivery.formats import FORMATS
from workers.delivery.hours import parse_quiet_hours

ALERT = '[[alert]]\nname = "a"\nurl = "https://a.example/hook"\n'
SECRET = "whsec_" + "A" * 32

SYNTAX = [
    ("a = 1\nb = \n", "2: TOML syntax, column 5: no valid value; texts need quotes"),
    ("a = 1\nb\n", "2: TOML syntax, column 2: there must be an '=' between key and value"),
    ("a = 1\na = 2\n", "2: TOML syntax, column 6: this key was given before"),
    ("[redis]\n[log]\n[redis]\n", "3: TOML syntax, column 7: this table was declared before; for one more entry of a list write [[name]]"),
    ('a = "\\x"\n', "1: TOML syntax, column 8: write \\\\ for a backslash, or put the text in single quotes"),
    ("a = 1 b = 2\n", "1: TOML syntax, column 7: one line holds one key; there is something after the value"),
    ("a = [1,\n\n", "1: TOML syntax: no valid value; texts need quotes"),
]  # fmt: skip

VALUES = [
    ("[redis]\nurk = 1\n", '2: redis.urk: there is no such key; did you mean "url"?'),
    ("[http]\nclaim_cap = 1\n", "2: http.claim_cap: there is no such key; it belongs in [polling]"),
    ("[web]\nzzz = 1\n", "2: web.zzz: there is no such key; known are listen, token"),
    ("[pollling]\n", '1: pollling: there is no such key; did you mean "polling"?'),
    ('redis.port = "x"\n', "1: redis.port: must be a whole number"),
    ("redis.port = 1.5\n", "1: redis.port: must be a whole number"),
    ("redis.port = 70000\n", "1: redis.port: must be at most 65535"),
    ("redis.port = -1\n", "1: redis.port: must be at least 0"),
    ('redis.prefix = ""\n', "1: redis.prefix: must not be empty"),
    ("redis.prefix = 5\n", "1: redis.prefix: must be a text in quotes"),
    ("redis = 5\n", "1: redis: must be a table, e.g. { key = … }"),
    ('redis.fsync = "never"\n', '1: redis.fsync: "never" is not known; write "always" or "everysec"'),
    ('sources = "mine.toml"\n', '1: sources: must be a list, e.g. ["a", "b"]'),
    ("topics = [\n1,\n]\n", "2: topics[0]: must be a text in quotes"),
    ('polling.timeout = "soon"\n', "1: polling.timeout: 'soon' is not a duration; write \"30s\", \"5m\", \"2h\" or \"30d\""),
    ("polling.timeout = 0\n", "1: polling.timeout: must be more than 0"),
    ('polling.max_body = "10"\n', "1: polling.max_body: '10' is not a size; write \"500KiB\", \"10MiB\" or \"1GiB\""),
    ('publish.retention = "999999999999999d"\n', "1: publish.retention: '999999999999999d' is too long; 3650d (10 years) is the most"),
    ('redis.max_memory = "9999999999GiB"\n', "1: redis.max_memory: '9999999999GiB' is too large; 1048576GiB is the most"),
    ('polling.max_body = "100MiB"\n', "1: polling.max_body: '100MiB' is too large; 32MiB is the most"),
    ("[alert]\nname = 1\n", "1: alert: alerts are a list; write [[alert]] with two brackets"),
    ("alert = [1]\n", "1: alert[0]: must be a table; write [[alert]]"),
    ('[[alert]]\nname = "a"\n', "1: alert[0].url: is missing"),
    (ALERT + 'late = "maybe"\n', "4: alert[0].late: must be true or false"),
    (ALERT.replace('"a"', '"ä b"'), "2: alert[0].name: \"ä b\" must consist of letters, digits, '.', _ and -, begin with a letter or digit, and have 64 characters at most"),
    (ALERT + "options = 5\n", "4: alert[0].options: must be a table, e.g. { key = … }"),
]  # fmt: skip

CROSS = [
    ("polling.max_interval = 30\n", "1: polling.max_interval: 30s is less than polling.min_interval, 5m by default; raise it or lower the other"),
    ('polling.min_interval = "1h"\n', "1: polling.min_interval: must not be more than polling.max_interval; lower it or raise the other"),
    ('http.allow = [\n"10.0.0.1/8"]\n', '2: http.allow[0]: "10.0.0.1/8" has bits behind its mask; write "10.0.0.0/8"'),
    ('http.allow = ["lan"]\n', '1: http.allow[0]: "lan" is no network; write it like "127.0.0.0/8" or "fd00::/8"'),
    ('http.proxy = "proxy.example:3128"\n', "1: http.proxy: must begin with https:// or http://"),
    ('web.listen = "8765"\n', '1: web.listen: "8765" is no address; write it like "127.0.0.1:8765" or "[::1]:8765"'),
    ('web.listen = "::1:80"\n', '1: web.listen: "::1:80" is no address; write it like "127.0.0.1:8765" or "[::1]:8765"'),
    ('web.listen = "0.0.0.0:80"\n', "1: web.listen: 0.0.0.0:80 can be reached from other machines, so web.token is needed; make one with: openssl rand -hex 32"),
    ('[redis]\nurl = "redis+cluster://h"\n', '1: redis.prefix: a cluster URL needs a hash tag, so that all keys live in one slot; write prefix = "{marsad}"'),
    ('redis.url = "redis+sentinel://h1,h2"\n', "1: redis.url: must name the service; write redis+sentinel://host1,host2/service/0"),
    ('redis.url = "localhost:6379"\n', "1: redis.url: must begin with redis://, rediss://, unix://, redis+sentinel://, rediss+sentinel://, redis+cluster://, rediss+cluster://"),
    ('redis.prefix = "a b"\n', '1: redis.prefix: "a b" may hold letters, digits, and _ . : - { } only'),
    (ALERT + ALERT, '5: alert[1].name: the name "a" is taken by alert[0]; give each alert its own'),
    (ALERT.replace("https", "ftp"), "3: alert[0].url: must begin with https:// or http://"),
    (ALERT.replace("a.example", ""), "3: alert[0].url: names no host"),
    (ALERT.replace("a.example", "a.example:port"), "3: alert[0].url: is no valid URL; check host and port"),
    (ALERT.replace("hook", "my hook"), "3: alert[0].url: must not hold spaces or control characters"),
    (ALERT + 'secret = "whsec_short"\n', '4: alert[0].secret: must be whsec_ and the base64 of 24 to 64 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"'),
    (ALERT + f'secret = ["{SECRET}",\n"x"]\n', '5: alert[0].secret[1]: must be whsec_ and the base64 of 24 to 64 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"'),
    (ALERT + 'quiet_hours = "at night"\n', '4: alert[0].quiet_hours: "at night" are no quiet hours; write "22:00-06:00 Europe/Istanbul"'),
    (ALERT + 'quiet_hours = "22:00-25:00 UTC"\n', '4: alert[0].quiet_hours: "22:00-25:00 UTC" names a time that no clock shows; write "22:00-06:00 Europe/Istanbul"'),
    (ALERT + 'quiet_hours = "22:00-22:00 UTC"\n', '4: alert[0].quiet_hours: "22:00-22:00 UTC" begins and ends at the same time; write "22:00-06:00 Europe/Istanbul"'),
    (ALERT + 'quiet_hours = "22:00-06:00 Idlib"\n', '4: alert[0].quiet_hours: "Idlib" is no time zone; write "Europe/Istanbul", "Asia/Damascus" or "UTC"'),
    (ALERT + 'quiet_hours = "22:00-06:00 ../etc"\n', '4: alert[0].quiet_hours: "../etc" is no time zone; write "Europe/Istanbul", "Asia/Damascus" or "UTC"'),
    (ALERT + 'languages = ["ar", "arabic!"]\n', '4: alert[0].languages[1]: "arabic!" is no language tag; write it like "ar", "en", "kmr" or "pt-BR"'),
    (ALERT + 'places = ["Idlib"]\n', '4: alert[0].places[0]: "Idlib" is no P-code; write it like "SY07" or "SY0700"'),
    (ALERT + 'format = "telegram"\n', '1: alert[0].options: telegram needs the chat: options = { chat_id = "-1001234567890" }'),
    (ALERT + 'format = "telegram"\noptions = { chat = 1, chat_id = 1 }\n', '5: alert[0].options.chat: telegram has no such option; did you mean "chat_id"?'),
    (ALERT + "options = { x = 1 }\n", "4: alert[0].options.x: cloudevents has no such option; it has none"),
    ('[[alert]]\nname = "a"\nurl = "https://ntfy.example/"\nformat = "ntfy"\n', '1: alert[0].options: ntfy needs a topic: options = { topic = "idlib" }'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SYNTAX + VALUES + CROSS)
def test_each_mistake_in_the_file(tmp_path: Path, text: str, expected: str) -> None:
    assert [f"marsad.toml:{expected}"] == complaints(tmp_path, text)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("MARSAD__REDIS__PROT", "1", "there is no such setting; did you mean MARSAD__REDIS__PORT?"),
        ("MARSAD__REDIS__PORT", "x", "redis.port: must be a whole number"),
        ("MARSAD__SOURCES", "mine.toml", 'sources: holds no TOML list; write it like ["a", "b"]'),
        ("MARSAD__ALERT", "{}", "alert: holds no TOML list; write it like [{ name = … }]"),
        ("MARSAD__SOURCES", "[" * 40 + "]" * 40, 'sources: holds no TOML list; write it like ["a", "b"]'),
        ("MARSAD__SOURCES", "['\udcff']", 'sources: holds no TOML list; write it like ["a", "b"]'),
        ("MARSAD__ALERT", "[{ name = 'x' }]", "alert[0].url: is missing"),
        ("MARSAD__ALERT__0__URL", "x", "alerts are one list: MARSAD__ALERT holds all of them, or write url_env and secret_env in the file"),
        ("MARSAD__WEB__LISTEN", "[::]:80", "web.listen: [::]:80 can be reached from other machines, so web.token is needed; make one with: openssl rand -hex 32"),
    ],
)  # fmt: skip
def test_each_mistake_in_the_environment(tmp_path: Path, variable: str, value: str, expected: str) -> None:
    assert [f"environment {variable}: {expected}"] == complaints(tmp_path, "", {variable: value})


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(b"a = 1\nb = '\xe9'\n")

    with pytest.raises(ConfigError, match=r"latin\.toml:2: is not UTF-8 text here; save the file as UTF-8"):
        load(file, {})


def test_no_message_holds_a_secret(tmp_path: Path) -> None:
    text = """\
redis.url = "hunter2 hunter2"
http.proxy = "hunter2://x"
[[alert]]
name = "a"
url = "hunter2://hunter2"
secret = ["hunter2", "whsec_hunter2"]
"""

    assert not [line for line in complaints(tmp_path, text) if "hunter2" in line]


def test_the_options_of_formats_are_those_that_the_formats_read() -> None:
    assert {name: tuple(module.OPTIONS) for name, module in FORMATS.items()} == OPTIONS


def test_quiet_hours_that_pass_are_understood_by_the_alerter() -> None:
    assert quiet_hours_fault("22:00 - 06:30 Asia/Damascus") == ""
    assert parse_quiet_hours("22:00 - 06:30 Asia/Damascus") is not None


@pytest.mark.parametrize(
    "text",
    [
        'web = { listen = "0.0.0.0:80", token = "x" }\n', 'web.listen = "[::1]:0"\n', 'web.listen = "localhost:80"\n',
        '[redis]\nurl = "redis+cluster://h1,h2"\nprefix = "{marsad}"\n', 'redis.url = "redis+sentinel://h1,h2/main/0"\n',
        ALERT + f'secret = "{SECRET}"\nquiet_hours = "22:00-06:00 Europe/Istanbul"\nlanguages = ["kmr", "pt-BR"]\n',
        ALERT + 'format = "telegram"\noptions = { chat_id = -100 }\n', ALERT + 'format = "ntfy"\n',
    ],
)  # fmt: skip
def test_what_is_right_is_accepted(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text).settings
