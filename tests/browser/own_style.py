"""Whether a page's own stylesheet shows it as the common stylesheets would."""

from collections.abc import Sequence

from playwright.sync_api import Page

STYLES = """() =>
  [...document.querySelectorAll("body, body *")].flatMap((element) =>
    ["", "::before", "::after", "::placeholder"].map((part) => {
      const style = getComputedStyle(element, part || null);
      const said = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
      return `${element.tagName}.${element.className}${part} { ${said.join("; ")} }`;
    }),
  )"""


def assert_own_style_suffices(page: Page, own: str, common: Sequence[str]) -> None:
    """Fails where an element, on screen or printed, looks different with the common stylesheets.

    `own`: how the name of the page's file ends. `common`: addresses. The pointer should be nowhere:
    what is printed moves, and may come under it.
    """
    page.evaluate("document.activeElement.blur()")  # a print shows no focus, and takes it away
    before = _looks(page)
    for address in common:
        page.add_style_tag(url=address)
    page.locator(f"link[href*='{own}']").evaluate("link => { link.disabled = true }")
    for ours, theirs in zip(before, _looks(page), strict=True):
        pairs = zip(ours, theirs, strict=True)
        found = [_difference(*pair) for pair in pairs if pair[0] != pair[1]]
        assert not found, found


def _difference(ours: str, theirs: str) -> list[str]:
    """The element, and the properties that differ."""
    pairs = zip(ours.split("; "), theirs.split("; "), strict=True)
    return [ours.split(" {")[0], *(f"{own} / {other}" for own, other in pairs if own != other)]


def _looks(page: Page) -> list[list[str]]:
    found = []
    for shown in ("screen", "print"):
        page.emulate_media(media=shown)
        found.append(page.evaluate(STYLES))
    return found
