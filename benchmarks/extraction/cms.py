"""Articles dressed as pages of content management systems, with the boilerplate that such pages carry."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

MENU = "".join(
    f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "World", "Region", "Opinion", "Sport")
)
LATEST = (
    "Family of weavers opens a workshop in the old market",
    "Ministers meet for a third day over water rights",
    "Oil price falls as winter turns out mild",
    "Displaced families return to villages near the lake",
)
POLICY = (
    "The Example moderates all comments submitted on our website. We welcome comments that bear on the article.",
    "To be approved for publication, however, your comments must meet our community guidelines.",
    "We will not tolerate the following: profanity, threats, personal attacks, vulgarity or commercial promotion.",
    "Comments that do not meet our guidelines will be rejected. Comments are not edited.",
)
BYLINE = "By Reuters - Jan 10,2018 - Last updated at Jan 10,2018"
BOILERPLATE = (
    "You are here", BYLINE, "01-03-2020", "Staff desk", "A+ A-", "139 users have voted.", "Comments", "Post a comment",
    "Get top stories and blog posts emailed to you each day.", "Required", "Leave a Reply", "Latest from Blog",
    "Share this:", "Your email address will not be published. Required fields are marked *", "Tagged Region",
    *POLICY, *LATEST,
)  # fmt: skip
PROMO_STYLES = ("strong link", "heading link", "plain link", "strong", "box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a page is made of: the lines in order, each a role (text, caption, promo) and its words."""

    title: str
    lines: tuple[tuple[str, str], ...]
    policy: tuple[str, ...] = POLICY

    @property
    def genuine(self) -> tuple[str, ...]:
        return tuple(text for role, text in self.lines if role == "text")

    @property
    def promos(self) -> tuple[str, ...]:
        return tuple(text for role, text in self.lines if role == "promo")


def page(story: Story, shape: str, promo_style: str = "strong link", *, lang: str = "en") -> str:
    """One story as one kind of page."""
    return _head(story, lang, linked_data=shape != "soup") + SHAPES[shape](story, _body(story, promo_style)) + "</html>"


def _head(story: Story, lang: str, *, linked_data: bool) -> str:
    stated = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": "2020-03-01T10:15:00+03:00",
        "author": {"@type": "Person", "name": "Staff Writer"},
    }
    script = f'<script type="application/ld+json">{json.dumps(stated)}</script>' if linked_data else ""
    title = escape(story.title)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Site</title>'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2020-03-01T10:15:00+03:00">{script}</head>'
    )


def _body(story: Story, promo_style: str) -> str:
    return "\n".join(_line(role, text, promo_style, number) for number, (role, text) in enumerate(story.lines))


def _line(role: str, text: str, promo_style: str, number: int) -> str:
    words, link = escape(text), f'<a href="/news/{number}">{escape(text)}</a>'
    if role == "caption":
        return f'<div class="caption"><p>{words}</p></div>'
    if role == "text":
        return f"<p>{words}</p>"
    return {
        "strong link": f"<p><strong>{link}</strong></p>",
        "heading link": f"<h4>{link}</h4>",
        "plain link": f"<p>{link}</p>",
        "strong": f"<p><strong>{words}</strong></p>",
        "box": f'<div class="td-related-inline">{link}</div>',
    }[promo_style]


def _policy(story: Story) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in story.policy)


def _drupal(story: Story, body: str) -> str:
    title = escape(story.title)
    latest = "".join(f'<li><a href="/node/{number}">{line}</a></li>' for number, line in enumerate(LATEST))
    return f"""<body class="html not-front node-type-article"><div id="page"><div id="header"><ul class="menu">{MENU}</ul></div>
<div id="breadcrumb"><h2 class="element-invisible">You are here</h2><div class="breadcrumb"><a href="/">Home</a> » {title}</div></div>
<div id="content" class="column"><h1 class="page__title title">{title}</h1><div class="node node-article view-mode-full clearfix">
<div class="field field-name-field-author"><div class="field-items">{BYLINE}</div></div>
<div class="font-resize"><a href="#">A+</a> <a href="#">A-</a></div>
<div class="field field-name-body field-type-text-with-summary"><div class="field-items"><div class="field-item even">
{body}</div></div></div>
<div class="rate-widget rate-widget-updown"><div class="rate-info">139 users have voted.</div></div>
<div class="newsletter-block"><p>Get top stories and blog posts emailed to you each day.</p></div>
<div id="comments" class="comment-wrapper"><h2 class="title">Comments</h2><div class="comment-policy">{_policy(story)}</div>
<h2 class="title comment-form">Post a comment</h2><form><label>Required</label><label>Required</label></form></div></div></div>
<div class="region region-sidebar-second"><div class="block"><h2>Latest from Blog</h2><ul>{latest}</ul></div></div>
<div id="footer">© 2020 All rights reserved</div></div></body>"""  # noqa: E501


def _wordpress(story: Story, body: str) -> str:
    title = escape(story.title)
    latest = "".join(
        f'<article><h4><a href="/{number}">{line}</a></h4><p>{line}, people who saw it said.</p></article>'
        for number, line in enumerate(LATEST)
    )
    return f"""<body class="post-template-default single single-post"><header class="site-header"><nav><ul>{MENU}</ul></nav></header>
<div class="td-crumb-container"><div class="entry-crumbs"><span>You are here</span> <a href="/">Home</a> <span>{title}</span></div></div>
<main id="main" class="site-main"><article id="post-1" class="post type-post status-publish hentry"><header class="entry-header">
<h1 class="entry-title">{title}</h1><div class="entry-meta"><span class="posted-on"><time datetime="2020-03-01">01-03-2020</time></span>
<span class="byline">Staff desk</span></div></header><div class="entry-content"><h2>{title}</h2>
{body}
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Facebook</a></li></ul></div>
<p class="votes">139 users have voted.</p><p>Get top stories and blog posts emailed to you each day.</p></div>
<footer class="entry-footer"><span class="tags-links">Tagged <a href="#">Region</a></span></footer></article>
<div id="comments" class="comments-area"><h2 class="comments-title">Comments</h2>{_policy(story)}<div id="respond" class="comment-respond">
<h3 class="comment-reply-title">Leave a Reply</h3><form><p>Your email address will not be published. Required fields are marked *</p></form>
</div></div><section class="latest"><h3>Latest from Blog</h3><div class="post-grid">{latest}</div></section></main>
<footer>© 2020 All rights reserved. <a href="/privacy">Privacy</a></footer></body>"""  # noqa: E501


def _soup(story: Story, body: str) -> str:
    title = escape(story.title)
    latest = "".join(f'<p><a href="/{number}">{line}</a></p>' for number, line in enumerate(LATEST))
    return f"""<body><div class="c1"><div class="m2">{MENU}</div><div class="w10">You are here</div><div class="w9"><b>{title}</b></div>
<div class="w11">{title}</div><div class="w12"><span>01-03-2020</span><span>Staff desk</span><span>A+ A-</span></div>
<div class="w20"><div class="w9">{title}</div>
{body}
<p>139 users have voted.</p><p>Get top stories and blog posts emailed to you each day.</p>
<div class="w30"><h4>Comments</h4>{_policy(story)}<p>Post a comment</p><p>Required</p><p>Required</p><p>Leave a Reply</p>
<p>Your email address will not be published. Required fields are marked *</p></div>
<div class="w31"><p>Latest from Blog</p>{latest}</div></div></div></body>"""  # noqa: E501


def _components(story: Story, body: str) -> str:
    """Hashed class names, everything in nested boxes, a newsletter form between the paragraphs."""
    title = escape(story.title)
    first, _, rest = body.partition("</p>")
    latest = "".join(
        f'<li class="css-9x"><a href="/{number}"><h3>{line}</h3></a></li>' for number, line in enumerate(LATEST)
    )
    return f"""<body><div id="__next"><header><div class="css-1a"><ul>{MENU}</ul></div></header><main class="css-0"><div class="css-2b">
<h1 class="css-3c">{title}</h1><div class="css-4d"><span>By Reuters</span> <time>Jan 10, 2018</time></div><div class="css-5e">{first}</p>
<div class="css-6f"><h3>Get the day’s top stories</h3><p>Sign up for our newsletter</p></div>{rest}
<p>139 users have voted.</p><p>Get top stories and blog posts emailed to you each day.</p></div>
<div class="css-7g"><h2>Comments</h2>{_policy(story)}<button>Post a comment</button></div></div>
<aside><h2>Latest from Blog</h2><ul>{latest}</ul></aside></main><footer>© 2020 All rights reserved</footer></div></body>"""  # noqa: E501


SHAPES: dict[str, Callable[[Story, str], str]] = {
    "drupal": _drupal,
    "wordpress": _wordpress,
    "soup": _soup,
    "components": _components,
}
