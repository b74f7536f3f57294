import pytest

from workers.model.site import is_at_home, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.north.example/a", "north.example"),
        ("https://feeds.post.co.uk/rss", "post.co.uk"),
        ("https://sana.gov.sy/x", "sana.gov.sy"),
        ("https://one.blogspot.com/1", "one.blogspot.com"),
        ("https://one.blogspot.com.tr/1", "one.blogspot.com.tr"),
        ("http://127.0.0.1:8080/feed", "127.0.0.1"),
        ("http://[::1]/feed", "::1"),
        ("http://localhost/feed", "localhost"),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_a_site_is_what_one_owner_registered(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


def test_a_subdomain_is_at_home_and_a_neighbour_on_a_platform_is_not() -> None:
    assert is_at_home("https://m.north.example/1", ("https://feeds.north.example/rss", None))
    assert is_at_home("https://north.example/1", ("https://proxy.example/rss", "https://www.north.example"))
    assert not is_at_home("https://victim.github.io/1", ("https://other.github.io/rss",))
    assert not is_at_home(None, (None,))
