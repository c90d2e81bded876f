"""Screenshots of the explorer: on a phone, a desk and a projector, in both languages."""

from tests.explorer.pages import served

WIDTHS = {"phone": (360, 740), "desk": (1300, 900), "projector": (1920, 1080)}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
PATIENCE_MS = 300_000


def take(_, out, browser):
    """Take the page with a moved lever, two pins and the downturn that empties the fund."""
    taken = []
    with served(None) as address:
        for language, locale in LOCALES.items():
            for name, size in WIDTHS.items():
                width = size[0]
                page = browser.new_page(viewport={"width": width, "height": size[1]}, locale=locale)
                page.set_default_timeout(PATIENCE_MS)
                page.goto(address)
                page.locator("#tiles li").first.wait_for()
                page.locator("#pin").click()
                page.get_by_role("button", name="0.6").first.click()
                page.locator("#pin").click()
                page.locator("#reverse button").click()
                page.locator("#reverse svg").or_(page.locator("#reverse .found").filter(has_text="8")).first.wait_for()
                page.locator("#fan svg").wait_for()
                # As tall as the page, so that the levers, which stay in sight while one scrolls, begin at its top.
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})
                picture = out / f"explorer-{name}-{language}.png"
                page.screenshot(path=str(picture), full_page=True)
                page.close()
                taken.append(picture)
    return taken
