"""The finder as people with different browsers meet it."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visitors import DESKTOP, NO_WORKER, PHONE, Visitors
from tests.browser.waiting import let_page_act, wait_for, wait_until

pytestmark = pytest.mark.xdist_group("browser, finder")
NEARBY = {"latitude": 41.878113, "longitude": -87.629799}


def names(page: Page) -> list[str]:
    """The results on a page, as link targets."""
    links = page.locator(".day li h3 a")
    return [link.get_attribute("href") or "" for link in links.all()]


def test_without_scripts_a_meeting_is_found_and_opened(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Near me")).to_be_hidden()
    page.get_by_label("Town, postal code or meeting").fill("60604")
    page.get_by_role("button", name="Go").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meetings near")
    page.get_by_role("link", name="More", exact=True).tap()
    page.get_by_label("Order").select_option("Nearest first")
    page.get_by_role("button", name="Show meetings").tap()
    expect(page.locator(".says")).to_contain_text("Nearest first")
    first = page.locator(".day li").first
    name = first.get_by_role("heading").inner_text()
    first.get_by_role("link", name=name).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".when time")).to_be_visible()


def test_near_me_sends_two_decimals_and_finds_what_is_near(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, geolocation=NEARBY, permissions=["geolocation"])
    page.goto("/")
    page.get_by_role("button", name="Near me").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings near you")
    sent = [parse_qs(urlsplit(url).query) for url in visitors.requests if "near=" in url]
    assert sent and all(query == {"near": ["41.88,-87.63"]} for query in sent)
    expect(page.locator(".day li").first).to_contain_text("mi")
    assert not any("41.878" in url or "87.629" in url for url in visitors.requests)


def test_near_me_keeps_what_was_narrowed_down(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, geolocation=NEARBY, permissions=["geolocation"])
    page.goto("/?place=New+York&type=W&day=1,3")
    page.get_by_role("button", name="Near me").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings near you")
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"near": ["41.88,-87.63"], "type": ["W"], "day": ["1,3"]}


def test_the_device_is_asked_where_it_is_only_on_a_tap(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.add_init_script(
        "window.asked = 0; navigator.geolocation.getCurrentPosition = () => { window.asked++ }"
    )
    page.goto("/?place=Chicago")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Near me").tap()
    wait_until(page, "() => window.asked === 1")


def test_a_device_that_does_not_say_where_it_is_leaves_the_box_to_type_in(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE)  # a new browser context refuses
    page.goto("/")
    page.get_by_role("button", name="Near me").tap()
    expect(page.get_by_role("status")).to_contain_text("Type a town or postal code instead")
    expect(page.get_by_label("Town, postal code or meeting")).to_be_focused()


def test_a_misspelt_place_is_shown_as_it_was_meant_and_may_be_typed_again(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/?place=Chicgo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings near Chicago, Illinois")
    expect(page.locator(".day li").first).to_be_in_viewport()
    page.get_by_role("link", name="Showing Chicago, Illinois. Not what you meant?").tap()
    expect(page.locator("#place:target")).to_be_attached()


def test_a_place_unlike_any_is_answered_with_a_hint_and_online_meetings(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/?place=qxzkvw")
    expect(page.get_by_text("Try a bigger town nearby, a postal code")).to_be_visible()
    assert page.locator(".day li").count() >= 3


def test_where_nothing_is_near_online_meetings_are_offered(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/?place=Zutphen")
    expect(page.get_by_role("status").filter(has_text="Nothing found within")).to_be_in_viewport()
    assert page.locator(".day li").count() >= 3


def test_the_next_page_goes_on_where_the_first_ended(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    page.goto("/")
    page.get_by_role("link", name="Online now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Online meetings")
    page.wait_for_load_state()
    first, until = names(page), last_start(page)
    page.get_by_role("link", name="More meetings").click()
    page.wait_for_url(re.compile("cursor="))
    second = names(page)
    assert len(first) == 25 and second
    assert not set(first) & set(second)
    assert last_start(page, first=True) >= until


def last_start(page: Page, first: bool = False) -> float:
    """When the last result on a page starts (or the first), in epoch milliseconds."""
    times = page.locator(".day li .at > time")
    chosen = times.first if first else times.last
    return float(chosen.evaluate("time => Date.parse(time.dateTime)"))


def test_an_online_meetings_time_is_also_said_in_the_devices_zone(visitors: Visitors) -> None:
    page = visitors.new_page(**{**PHONE, "timezone_id": "Asia/Kathmandu"})  # nobody else's offset
    page.goto("/?attendance=online")
    first = page.locator(".day li").first
    expect(first.locator(".yours").first).to_contain_text("your")
    moment = first.locator(".at > time").evaluate(
        "time => new Date(time.dateTime).toLocaleTimeString('en-US',"
        " {hour: 'numeric', minute: '2-digit'}).toLowerCase()"
    )
    shown = first.locator(".at > time").inner_text().replace("\u00a0", " ")
    assert re.sub(r"\s", " ", moment) in shown


def test_a_time_of_another_day_than_the_headings_says_its_own(visitors: Visitors) -> None:
    said = 0
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart: never of one date
        page = visitors.new_page(**{**PHONE, "timezone_id": zone})
        page.goto("/?place=Longyearbyen, Svalbard")
        expect(page.locator(".day .yours").first).to_be_visible()
        for row in page.locator(".day:not([data-days]) li").all():
            its_day, headings_day = row.locator(".at > time").evaluate(
                "time => [new Date(time.dateTime).toLocaleDateString('en-CA'),"
                " time.dateTime.slice(0, 10)]"
            )
            weekday = date.fromisoformat(its_day).strftime("%a") if its_day != headings_day else ""
            assert "".join(row.locator(".on").all_inner_texts()) == weekday
            said += bool(weekday)
    assert said


def test_a_place_with_a_long_name_is_cut_and_widens_no_page(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/?place=Longyearbyen, Svalbard")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Svalbard & Jan Mayen")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


def test_online_days_are_those_of_the_device(visitors: Visitors) -> None:
    page = visitors.new_page(**{**PHONE, "timezone_id": "Asia/Kathmandu"})
    page.goto("/")
    page.get_by_role("link", name="Online now").tap()
    page.wait_for_url(re.compile("timezone=Asia%2FKath?mandu"))
    page.get_by_role("link", name="From today").tap()
    page.locator("label").filter(has_text="Tomorrow").tap()
    page.get_by_role("button", name="Show meetings").tap()
    page.wait_for_url(re.compile("day=tomorrow"))
    headings = page.locator(".day h2")
    expect(headings).to_have_count(1)
    expect(headings).to_contain_text("Tomorrow")


def test_who_comes_by_a_link_is_asked_for_a_day_once_the_zone_is_known(visitors: Visitors) -> None:
    page = visitors.new_page(**{**PHONE, "timezone_id": "Asia/Kathmandu"})
    page.goto("/?attendance=online")
    page.get_by_role("link", name="From today").tap()
    page.locator("label").filter(has_text="Today").tap()
    page.get_by_role("button", name="Show meetings").tap()
    page.wait_for_url(re.compile("timezone=Asia%2FKath?mandu"))
    bare = visitors.new_page(**PHONE, java_script_enabled=False)
    bare.goto("/?attendance=online")
    bare.get_by_role("link", name="More", exact=True).tap()
    expect(bare.get_by_label("Tomorrow")).to_be_hidden()


def test_a_row_is_touched_anywhere_and_leads_to_its_meeting(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/?place=Chicago")
    row = page.locator(".day li").nth(1)
    name = row.get_by_role("heading").inner_text()
    box = row.bounding_box()
    assert box and box["height"] >= 48
    for position in ({"x": 8, "y": box["height"] - 6}, {"x": box["width"] - 8, "y": 6}):
        row.tap(position=position)  # type: ignore[arg-type]
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.go_back()
    expect(row.get_by_role("link")).to_have_count(1)
    expect(row.get_by_role("link", name=re.compile(rf"{re.escape(name)} \d"))).to_be_visible()


def test_the_filters_take_the_place_of_the_results_until_back_is_pressed(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/?place=Chicago")
    sheet, results = page.locator("#narrow"), page.locator(".day")
    expect(sheet).to_be_hidden()
    for chip in ("From today", "Any time", "In person", "More"):
        page.get_by_role("link", name=chip, exact=True).tap()
        expect(sheet).to_be_visible()
        expect(results.first).to_be_hidden()
        show = page.get_by_role("button", name="Show meetings")
        expect(show).to_be_in_viewport(ratio=1)
        page.go_back()
        expect(sheet).to_be_hidden()
        expect(results.first).to_be_visible()
    page.get_by_role("link", name="More", exact=True).tap()
    page.get_by_role("link", name="Close").tap()
    expect(results.first).to_be_visible()


def test_on_a_wide_screen_the_filters_stand_open_beside_the_results(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    page.goto("/?place=Chicago")
    expect(page.get_by_role("button", name="Show meetings")).to_be_visible()
    expect(page.get_by_label("Today")).to_be_in_viewport()
    expect(page.locator(".day li").first).to_be_in_viewport()
    page.goto("/?place=Chicago#narrow")
    expect(page.locator(".day li").first).to_be_visible()


def test_keys_alone_lead_from_the_box_to_a_meeting(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    page.goto("/")
    press_until(page, "document.activeElement.id === 'place'")
    page.keyboard.type("Chicago")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meetings near Chicago")
    page.wait_for_load_state()
    first = page.locator(".found h3 a").first
    press_until(page, "document.activeElement === document.querySelector('.found h3 a')", most=60)
    expect(first).to_be_focused()
    outline = first.evaluate("link => getComputedStyle(link, '::after').outlineStyle")
    assert outline != "none"
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_on_a_slow_network_a_meeting_is_found_before_any_script_has_come(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE, service_workers="block")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    bearer = {"latency": 600, "downloadThroughput": 25_000, "uploadThroughput": 6_000}
    slow.send("Network.emulateNetworkConditions", {"offline": False, **bearer})
    waiting: list[Route] = []
    page.route("**/*.js*", lambda route: waiting.append(route))
    page.goto("/?place=60604", wait_until="commit")
    expect(page.locator(".day li").first).to_be_visible()
    expect(page.locator(".day li").last).to_be_visible()
    kinds = {urlsplit(url).path.rpartition(".")[2] for url in visitors.requests}
    assert kinds <= {"/", "css", "svg", "js", "webmanifest"}
    name = page.locator(".day li h3").first.inner_text()
    page.locator(".day li h3 a").first.tap(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".when time")).to_be_visible()
    wait_for(page, lambda: waiting)  # the scripts were asked for, and nothing waited for them


def test_the_first_tab_skips_to_the_page(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    page.goto("/?place=Chicago")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main:target")).to_be_attached()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def press_until(page: Page, condition: str, most: int = 20) -> None:
    """Presses Tab until the condition holds, as somebody without a pointer does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"not after {most} times Tab: {condition}")


HELD_POSITION = """navigator.geolocation.getCurrentPosition = (found) => {
  globalThis.found = () => found({ coords: { latitude: 41.878, longitude: -87.63 } });
}"""


def test_a_position_that_comes_late_does_not_take_the_place_of_what_is_typed(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE)
    page.add_init_script(HELD_POSITION)
    page.goto("/")
    page.get_by_role("button", name="Near me").tap()
    field = page.get_by_label("Town, postal code or meeting")
    field.fill("New York")
    page.evaluate("found()")
    let_page_act(page)
    expect(field).to_have_value("New York")
    page.get_by_role("button", name="Go").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meetings near New York")
    assert not any("near=" in url for url in visitors.requests)


def test_a_position_that_comes_late_does_not_take_the_place_of_what_was_sent(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(**PHONE)
    page.add_init_script(f"{HELD_POSITION}; {NO_WORKER}")
    page.goto("/?place=Chicago")
    page.get_by_role("button", name="Near me").tap()
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        held[urlsplit(route.request.url).path] = route

    for address in ("**/held", "**/found", "**/?*"):
        page.route(address, hold)
    # nobody can look into a page that is being left
    page.evaluate("void fetch('/held').then(found).then(() => fetch('/found'))")
    page.get_by_role("button", name="Go").tap()
    wait_for(page, lambda: {"/", "/held"} <= set(held))
    held["/held"].fulfill(body="")
    wait_for(page, lambda: "/found" in held)
    held["/"].continue_()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meetings near Chicago")
    assert not any("near=" in url for url in visitors.requests)
