"""Whether a page's own stylesheet shows it as the common stylesheets would."""

from collections.abc import Sequence

from playwright.sync_api import Page

# What each element looks like, kept in the page by the medium: only what differs comes out. What
# has no content is not shown, and only a field has a placeholder.
LOOKS = """(medium) => {
  const looks = [...document.querySelectorAll("body, body *")].flatMap((element) =>
    ["", "::before", "::after", "::placeholder"]
      .filter((part) => part !== "::placeholder" || element.matches("input, textarea"))
      .map((part) => {
        const style = getComputedStyle(element, part || null);
        const isShown = !["::before", "::after"].includes(part) || style.content !== "none";
        const said = isShown ? [...style].map((name) => [name, style.getPropertyValue(name)]) : [];
        return [`${element.tagName}.${element.className}${part}`, said];
      }),
  );
  const before = window.looks?.[medium];
  window.looks = { ...window.looks, [medium]: looks };
  if (!before) return [];
  return before.flatMap(([name, said], at) => {
    const now = new Map(looks[at]?.[1] ?? []);
    const then = new Map(said);
    const differs = [...new Set([...then.keys(), ...now.keys()])]
      .filter((property) => then.get(property) !== now.get(property))
      .map((property) => `${property}: ${then.get(property)} / ${now.get(property)}`);
    return differs.length ? [[name, ...differs]] : [];
  });
}"""


def assert_own_style_suffices(page: Page, own: str, common: Sequence[str]) -> None:
    """Fails where an element, on screen or printed, looks different with the common stylesheets.

    `own`: how the name of the page's file ends. `common`: addresses. The pointer should be nowhere:
    what is printed moves, and may come under it.
    """
    page.evaluate("document.activeElement.blur()")  # a print shows no focus, and takes it away
    page.evaluate("delete window.looks")
    _differences(page)
    for address in common:
        page.add_style_tag(url=address)
    page.locator(f"link[href*='{own}']").evaluate("link => { link.disabled = true }")
    differing = _differences(page)
    assert differing == [], differing  # which pytest rewrites in tests alone


def _differences(page: Page) -> list[list[str]]:
    """Elements that look different from what they were when this was last asked, by property."""
    found = []
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        found += page.evaluate(LOOKS, medium)
    return found
