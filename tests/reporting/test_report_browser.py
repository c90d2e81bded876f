"""The report in a real browser: nothing asked from outside, no error, every control by keyboard, phone and paper."""

import pytest

from simulator.errors import NoAnswerError
from simulator.reporting.html import printing
from tests.reporting.synthetic import synthetic_comparison
from tests.reporting.test_report_page import page_of

pytestmark = pytest.mark.slow
PHONE, DESK, PROJECTOR = (390, 844), (1280, 900), (1920, 1080)


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium; skipped where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'"
    )
    try:
        path = printing.find_browser()
    except NoAnswerError:
        pytest.skip("no Chromium, Chrome or Edge on PATH")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=printing.sandbox())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return where a report in both languages lies."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page_of(synthetic_comparison(), ("zh", "en")), "utf-8")
    return file.as_uri()


@pytest.fixture
def opened(chromium, address):
    """Return a function that opens the report at a width and in a language, with all that it asked for and said."""
    contexts = []

    def opened(size=DESK, locale="en-GB"):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESK, PROJECTOR], ids=["phone", "desk", "projector"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_page_fits_asks_nothing_and_says_nothing(opened, address, size, locale):
    """At any width: no sideways scrolling of the page, no request but the file itself, an empty console."""
    page = opened(size, locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert [url for url in page.asked if not url.startswith("data:")] == [address]
    assert page.said == []
    assert page.evaluate("document.documentElement.lang")[:2] == locale[:2]


def test_language_is_switched_by_keyboard(opened):
    """The button is reached with the tab key, and takes the focus along."""
    page = opened()
    assert page.locator("article:visible").count() == 1
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "中文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.evaluate("document.activeElement.textContent") == "English"
    assert page.locator("#zh-answer").is_visible()
    assert not page.locator("#en-answer").is_visible()


def test_sliders_move_by_keyboard_and_show_the_policy(opened):
    """An arrow key moves to the next ratio computed; name, value and spoken text follow."""
    page = opened()
    slider = page.locator("#en-axis-1")
    slider.focus()
    before = page.locator("#en [data-name]").text_content()
    page.keyboard.press("ArrowRight")
    after = page.locator("#en [data-name]").text_content()
    assert before != after
    ratio = slider.get_attribute("aria-valuetext")
    assert after.startswith(f"ratio {ratio},")
    assert page.locator("#en-axis-1-value").text_content() == ratio
    page.locator("#en-axis-2").focus()
    page.keyboard.press("Home")
    assert "fund 5 m" in page.locator("#en [data-name]").text_content()
    shown = page.locator("#en [data-policies] tbody tr").first.locator("td").first.text_content()
    assert shown[0].isdigit()


def test_paper_holds_what_is_folded_and_nothing_to_click(opened):
    """For printing every fold is opened; sliders and buttons are left out."""
    page = opened()
    folded = "document.querySelectorAll('details:not([open])').length"
    assert page.evaluate(folded) > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.emulate_media(media="print")
    assert not page.locator("#en .policies").is_visible()
    assert not page.locator("#en [data-switch]").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) > 0


def test_without_script_both_languages_are_there(chromium, address):
    """A browser that runs no script shows everything but the controls."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("article:visible").count() == 2
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator("text=The sliders need JavaScript").is_visible()
    context.close()


def test_browser_prints_a_pdf():
    """The installed browser turns the page into a PDF of several A4 pages."""
    try:
        browser = printing.find_browser()
    except NoAnswerError:
        pytest.skip("no Chromium, Chrome or Edge on PATH")
    content = printing.pdf_of(page_of(synthetic_comparison()), browser)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") >= 3
