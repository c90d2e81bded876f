"""The page in a real browser: by keyboard, in two languages, with broken files, for two people at once."""

import tomllib

import pytest

from tests.explorer.pages import served
from tests.explorer.tabs import Tab

pytestmark = pytest.mark.browser
RATIO = '[data-slider="scheme.compensation_ratio"]'


def test_page_loads_with_an_answer(tab):
    """Six tiles, the curve, every cell of the grid, the fund and the losses are there."""
    assert tab.page.locator("#tiles li").count() == 6
    assert "parameter band: not computed" in tab.text("#tiles li")
    assert tab.page.locator("#curve svg circle").count() > 11
    assert tab.page.locator("#heat tbody button").count() == 12 * 7
    tab.page.locator("#fan svg").wait_for()
    tab.page.locator("#split tbody tr").first.wait_for()
    assert "Hefei's own terms are not public" in tab.text("#stand-in")


def test_ratio_moves_by_keyboard_without_waiting(tab):
    """An arrow key moves the ratio along the warm grid; tiles and the marked cell follow."""
    tab.focus_by_keyboard(RATIO)
    tab.page.keyboard.press("ArrowRight")
    assert tab.text("#chosen") == "ratio 0.4, fund 20 m yuan, breaker on"
    assert tab.page.locator('#heat button[aria-pressed="true"]').count() == 1
    assert "changed; loaded: 0.35" in tab.text('[data-changed="scheme.compensation_ratio"]')
    tab.page.keyboard.press("End")
    assert tab.text("#chosen") == "ratio 1, fund 20 m yuan, breaker on"


def test_every_lever_is_moved_by_keyboard(tab):
    """Each lever shown takes the focus by keyboard, takes a value, and is marked as changed; the answer comes."""
    keys = tab.page.locator("#groups [data-lever]").evaluate_all("nodes => nodes.map(node => node.dataset.lever)")
    assert len(keys) == 19
    tab.page.locator("#source").focus()
    for key in keys:
        selector = f'#groups [data-lever="{key}"]'
        tab.focus_by_keyboard(selector)
        kind = tab.page.locator(selector).evaluate("node => node.type")
        if kind == "checkbox":
            tab.page.keyboard.press("Space")
        elif kind == "select-one":
            tab.page.keyboard.press("ArrowDown")
        else:
            tab.page.keyboard.press("Control+A")
            tab.page.keyboard.type(VALUES.get(key, "0.02"))
            tab.page.keyboard.press("Enter")
        tab.wait_for_text(f'#groups [data-changed="{key}"]', "changed")
    tab.wait_for_text("#tiles .change", "as loaded")
    assert tab.text("#faults") == ""


def test_answer_does_not_write_over_what_is_being_typed(tab):
    """An answer that comes while somebody types leaves the half-typed number alone; Enter then takes it."""
    size = '#groups [data-lever="fund.fund_size"]'
    tab.page.fill(size, "5000 万元")
    with tab.held("answer"):
        tab.page.keyboard.press("Enter")
        tab.page.keyboard.press("Control+A")
        tab.page.keyboard.type("300000")
    tab.wait_for_text("#chosen", "fund 50 m")
    assert tab.page.locator(size).input_value() == "300000"
    tab.page.keyboard.type("00")
    tab.page.keyboard.press("Enter")
    tab.wait_for_text("#chosen", "fund 30 m")


VALUES = {
    "scheme.compensation_ratio": "0.45",
    "scheme.cap_per_loan": "100 万元",
    "scheme.budget_per_year": "500 万元",
    "scheme.guarantor_share": "0.2",
    "scheme.claim_lag_months": "9",
    "fund.fund_size": "3000 万元",
    "fund.top_up_budget": "100 万元",
    "breaker.on_at_least": "0.08",
    "breaker.minimum_loans": "30",
    "gate.leverage_multiple": "8",
    "gate.quota_per_year": "9000 万元",
    "lender.loan_rate": "0.05",
    "lender.screening_response": "0.3",
    "lender.monitoring_response": "0.1",
}


def test_language_is_switched(tab):
    """One press turns every word; the document says which language it is in."""
    tab.page.locator("#language").focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.locator("html").get_attribute("lang") == "zh-CN"
    assert tab.text("#levers-title") == "政策参数"
    assert tab.text('#tiles [class="label"]') == "净增贷款"
    tab.page.keyboard.press("Enter")
    assert tab.text("#levers-title") == "Levers"


def test_chinese_browser_gets_chinese(browser, address):
    """The page begins in the browser's language, at phone width, and needs no sideways scrolling."""
    opened = Tab(browser, address, locale="zh-CN", viewport={"width": 360, "height": 740})
    assert opened.text("#levers-title") == "政策参数"
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    opened.close()


def test_broken_file_is_refused_in_words(tab, tmp_path):
    """Every fault is listed, and the last answer stays."""
    broken = tmp_path / "<b>mine.toml"
    broken.write_text('extends = "hefei.toml"\n[scheme]\ncompensation_ratio = 70\ncompensaton = 1\n')
    tab.page.locator("#scenario-file").set_input_files(broken)
    tab.wait_for_text("#file-answer", "at most 1")
    assert "unknown key" in tab.text("#file-answer")
    assert tab.page.locator("#tiles li").count() == 6


def test_own_scenario_is_loaded(tab, tmp_path):
    """A file of one's own takes the place of the scenario; markup in its title is text."""
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "hefei.toml"\n[about]\ntitle = "<img src=x> $x$ =cmd()"\n[fund]\nfund_size = 50_000_000\n'
    )
    tab.page.locator("#scenario-file").set_input_files(own)
    tab.wait_for_text("#chosen", "fund 50 m")
    assert "<img src=x> $x$ =cmd()" in tab.text("#file-answer")
    assert tab.page.locator("img").count() == 0


def test_setting_out_of_range_is_refused(tab):
    """What the record does not allow is said, and nothing else happens."""
    tab.page.fill('#groups [data-lever="scheme.compensation_ratio"]', "7")
    tab.page.keyboard.press("Enter")
    tab.wait_for_text("#faults", "at most 1")
    tab.page.locator("#reset").click()
    tab.page.locator("#faults").filter(has_not_text="at most").wait_for(state="attached")


def test_every_other_setting_can_be_searched(tab):
    """A setting of the world is found by its words; moving it moves the baseline too."""
    tab.page.locator("#others summary").click()
    tab.page.fill("#search", "asset correlation")
    tab.page.fill('#found [data-lever="economy.asset_correlation"]', "0.1")
    tab.page.keyboard.press("Enter")
    tab.wait_for_text("#found .changed", "changed")
    tab.wait_for_text("#tiles .change", "This is the baseline")


def test_pinned_policies_are_compared(tab):
    """Two pins stand side by side; one can be removed."""
    tab.page.locator("#pin").click()
    tab.page.locator(RATIO).press("End")
    tab.page.locator("#pin").click()
    rows = tab.page.locator("#pins tbody tr")
    assert rows.count() == 2
    assert "ratio 0.35" in rows.nth(0).inner_text() and "ratio 1" in rows.nth(1).inner_text()
    rows.nth(0).get_by_role("button").click()
    assert rows.count() == 1


def test_cell_of_the_grid_is_chosen(tab):
    """A press on a cell makes its policy the one that is shown."""
    tab.page.get_by_role("button", name="ratio 0.6, fund 40 m yuan, breaker on").press("Enter")
    assert tab.text("#chosen") == "ratio 0.6, fund 40 m yuan, breaker on"


def test_a_cell_that_is_pressed_while_an_answer_comes_is_chosen(tab):
    """A refinement changes the numbers in place: cells and list of measures stay, and a press across it is a click."""
    tab.page.evaluate("kept = [...document.querySelectorAll('#heat tbody button, #heat-measure option')]")
    tab.page.evaluate("texts = kept.map(node => node.firstChild)")
    cell = tab.page.get_by_role("button", name="ratio 0.6, fund 40 m yuan, breaker on")
    before = tab.text("#status")
    cell.scroll_into_view_if_needed()
    cell.hover()
    tab.page.mouse.down()
    tab.page.wait_for_function("before => document.querySelector('#status').innerText !== before", arg=before)
    tab.page.mouse.up()
    assert tab.text("#chosen") == "ratio 0.6, fund 40 m yuan, breaker on"
    assert tab.page.evaluate("kept.length") == 12 * 7 + 6
    assert tab.page.evaluate("[...kept, ...texts].every(node => node.isConnected)")


@pytest.mark.parametrize("width", [1300, 1000, 390])
def test_table_of_losses_fits_into_its_card(browser, address, width):
    """Nothing of it is cut at the card's edge, in Chinese with its longer amounts too."""
    opened = Tab(browser, address, locale="zh-CN", viewport={"width": width, "height": 900})
    opened.page.locator("#split tbody tr").first.wait_for()
    cut = (
        "(() => { const box = document.querySelector('#split .scroll'); return box.scrollWidth - box.clientWidth; })()"
    )
    assert opened.page.evaluate(cut) <= 0
    opened.close()


def test_chinese_page_says_in_chinese_what_the_english_faults_are(browser, address):
    """A line in the page's language comes before those of the checks."""
    opened = Tab(browser, address, locale="zh-CN")
    opened.page.fill('#groups [data-lever="scheme.compensation_ratio"]', "7")
    opened.page.keyboard.press("Enter")
    opened.wait_for_text("#faults", "应不大于 1")
    assert opened.text("#faults").startswith("无法模拟：")
    assert "每行先指明出错位置" in opened.text("#faults p")
    opened.close()


def test_scenario_is_downloaded(tab):
    """The file that comes down has the ratio that was chosen: there is no link before the server knows of it."""
    links = tab.page.locator("#downloads a")
    links.first.wait_for()
    with tab.held("change"):
        tab.page.locator(RATIO).press("End")
        assert links.count() == 0
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("link", name="Scenario of this policy").click()
    assert tomllib.loads(waiting.value.path().read_text())["scheme"]["compensation_ratio"] == 1.0


def test_requests_that_overtake_each_other_change_nothing(tab):
    """Two moves whose requests arrive in the wrong order end with the second: its scenario is what comes down."""
    with tab.held("change"):
        for key in ("End", "Home"):
            tab.page.locator(RATIO).press(key)
            tab.page.wait_for_timeout(200)
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("link", name="Scenario of this policy").click()
    assert tomllib.loads(waiting.value.path().read_text())["scheme"]["compensation_ratio"] == 0.0


def test_report_is_ordered_and_downloaded(tab, monkeypatch):
    """The report is simulated when it is asked for, right after a move as well; then its link is there."""
    monkeypatch.setattr("simulator.explorer.orders.FULL_PATHS", 100)
    tab.page.locator(RATIO).press("End")
    tab.page.locator("#downloads button").click()
    link = tab.page.get_by_role("link", name="Report")
    link.wait_for()
    with tab.page.expect_download() as waiting:
        link.click()
    assert "<html" in waiting.value.path().read_text("utf-8")


def test_two_people_at_once(browser, address):
    """What one moves does not move on the other's page, and both are answered."""
    tabs = [Tab(browser, address) for _ in range(2)]
    for opened, value in zip(tabs, ("0.22", "0.66"), strict=True):
        opened.page.fill('#groups [data-lever="scheme.compensation_ratio"]', value)
        opened.page.keyboard.press("Enter")
    for opened, value in zip(tabs, ("0.22", "0.66"), strict=True):
        opened.wait_for_text("#chosen", f"ratio {value}")
        opened.close()


def test_page_says_when_the_program_has_ended(browser, engine):
    """A page that outlives the program says so instead of waiting for ever."""
    with served() as address:
        opened = Tab(browser, address)
    opened.page.locator(RATIO).press("End")
    opened.wait_for_text("#faults", "has stopped")
    opened.context.close()


def test_controls_have_names(tab):
    """Every control is named for those who do not see it."""
    nameless = tab.page.evaluate(
        """() => [...document.querySelectorAll('input, select, button, progress')]
        .filter(node => node.getClientRects().length && !(node.labels && node.labels.length))
        .filter(node => !node.getAttribute('aria-label') && !node.getAttribute('aria-labelledby'))
        .filter(node => !node.textContent.trim()).map(node => node.outerHTML)"""
    )
    assert nameless == []


def test_answer_is_spoken(tab):
    """The answer is put into a live region as one sentence."""
    tab.wait_for_text("#spoken", "additional lending")
    assert tab.page.locator("#spoken").get_attribute("aria-live") == "polite"
    tab.page.locator(RATIO).press("End")
    tab.wait_for_text("#spoken", "ratio 1, fund 20 m")


CONTRASTS = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[0-9.]+/g).slice(0, 3).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' && node.parentElement ? behind(node.parentElement) : colour;
  };
  return [...document.querySelectorAll('body *')]
    .filter((node) => node.getClientRects().length && !node.closest('svg'))
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
    .map((node) => {
      const [a, b] = [light(getComputedStyle(node).color), light(behind(node))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.tagName, node.textContent.slice(0, 30)];
    }).filter(([contrast]) => contrast < 4.5);
}"""


def test_words_stand_out_from_what_is_behind_them(tab):
    """Every word on the page has a contrast of at least 4.5 to 1 (WCAG 2.2, level AA), in every cell of the table."""
    assert tab.page.evaluate(CONTRASTS) == []
