"""A headless Chromium that notes everything a page must not do."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

PATIENCE_MS = 120_000
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""
CONTRASTS = """
() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.backgroundColor = "Canvas";
  const back = numbers(getComputedStyle(probe).backgroundColor);
  probe.remove();
  function numbers(color) { return color.match(/[\\d.]+/g).map(Number).slice(0, 3); }
  function light(color) {
    const [r, g, b] = color.map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  }
  function opacity(element) { return element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1; }
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own) continue;
    const share = opacity(element);
    const front = numbers(getComputedStyle(element).color).map((c, i) => c * share + back[i] * (1 - share));
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
    found.push([(high + .05) / (low + .05), element.tagName + "." + element.className]);
  }
  return {dark: light(back) < .5, found};
}
"""


@dataclass
class Watched:
    """`page` is Playwright's. What it did: dialogs, console lines, script errors, addresses asked."""

    page: Any
    dialogs: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def open(self, url: str) -> None:
        self.page.on("dialog", self._dialog)
        self.page.on("console", lambda line: self.console.append(line.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        await self.page.add_init_script(NOTE_VIOLATIONS)
        await self.page.goto(url, wait_until="networkidle")

    async def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    async def misdeeds(self) -> list[str]:
        """Everything the page did that it must not."""
        own = urlsplit(self.page.url).netloc
        foreign = [url for url in self.asked if urlsplit(url).netloc != own]
        violations: list[str] = await self.page.evaluate("window.violations")
        scripts = await self.page.locator(
            "script, iframe, object, embed, form, [onload], [onerror], [onmouseover]"
        ).count()
        return [*self.dialogs, *self.console, *self.errors, *foreign, *violations, *(["active content"] * scripts)]

    async def texts(self, selector: str) -> list[str]:
        found: list[str] = await self.page.locator(selector).all_inner_texts()
        return found

    async def contrasts(self) -> tuple[bool, dict[str, float]]:
        """Whether the page is dark, and the lowest contrast of each kind of text against it (WCAG)."""
        told = await self.page.evaluate(CONTRASTS)
        lowest: dict[str, float] = {}
        for ratio, name in told["found"]:
            lowest[name] = min(ratio, lowest.get(name, ratio))
        return told["dark"], lowest


@asynccontextmanager
async def browsing(*, scheme: Literal["light", "dark"] = "light", width: int = 1000) -> AsyncIterator[Watched]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=PATIENCE_MS)
        context = await browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield Watched(await context.new_page())
        finally:
            await browser.close()
