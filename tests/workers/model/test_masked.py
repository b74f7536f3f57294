import pytest

from monitor.poll.events import SourceEvent
from workers.model.masked import without_secrets


@pytest.mark.parametrize(
    "name",
    ["key", "apikey", "api_key", "API-Key", "token", "access_token", "auth", "secret", "sig", "X-Amz-Signature",
     "X-Amz-Credential", "password", "passwd", "pwd", "client_secret", "jwt", "%61pikey", "subscription-key", "sessionid"],
)  # fmt: skip
def test_values_of_parameters_that_look_like_secrets_are_masked(name: str) -> None:
    url = f"https://p.example/feed?lang=ar&{name}=s3cr%65t&page=2#x"

    assert without_secrets(url) == f"https://p.example/feed?lang=ar&{name}=***&page=2#x"


@pytest.mark.parametrize(
    "url",
    [
        "https://p.example/feed",
        "https://p.example/feed?author=rana&keyword=mill&keywords=a&sign=1&id=4&token=&page=2",
        "https://p.example/a@b?x=1",
        "https://[2001:db8::1]:8443/feed?q=%D8%A5",
    ],
)
def test_an_address_without_secrets_stays_as_it_is(url: str) -> None:
    assert without_secrets(url) == url


def test_user_names_and_passwords_are_masked() -> None:
    assert without_secrets("https://rana:p@ss@p.example:8443/feed?a=1") == "https://***@p.example:8443/feed?a=1"
    assert without_secrets("https://token@p.example") == "https://***@p.example"


def test_addresses_within_a_sentence_are_masked() -> None:
    told = without_secrets("https://p.example/feed?token=abc did not answer; https://u:p@q.example/ did")

    assert told == "https://p.example/feed?token=*** did not answer; https://***@q.example/ did"


def test_what_the_public_ops_stream_tells_of_a_source_is_masked() -> None:
    detail = "https://p.example/feed?token=abc moved"
    event = SourceEvent(source_id="paid", event="moved", state="healthy", detail=detail)

    assert "token=*** moved" in event.fields(token="1")["data"]
