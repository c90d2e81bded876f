"""The figures on the page are those of the question that stands above them, or they are not to be read."""

import pytest

from simulator.explorer import answers
from tests.explorer.tabs import Tab

pytestmark = pytest.mark.browser
RATIO = '[data-slider="scheme.compensation_ratio"]'
LEVERAGE = '#groups [data-lever="gate.leverage_multiple"]'
FIGURES = ("#chosen", "#tiles", "#curve", "#heat", "#fan", "#split", "#notes")


def are_shown(tab):
    """Return which of the places of figures can be read."""
    return [selector for selector in FIGURES if tab.page.locator(selector).is_visible()]


def move_leverage(tab, value):
    """Move a lever along which no grid is warm."""
    tab.page.fill(LEVERAGE, value)
    tab.page.keyboard.press("Enter")


@pytest.fixture
def changed_answers(monkeypatch):
    """Return a list whose last entry, if there is one, changes each answer of the server."""
    changes = []
    told = answers.answer

    def answer(found, after):
        return changes[-1](told(found, after)) if changes else told(found, after)

    monkeypatch.setattr(answers, "answer", answer)
    return changes


def test_new_lever_after_a_detailed_answer_is_answered_to_the_end(tab):
    """Losses are there; a lever of the policy alone gives another baseline; tiles and losses are refined for it."""
    tab.page.locator("#split tbody tr").first.wait_for()
    move_leverage(tab, "6")
    tab.wait_for_text("#tiles .change", "as loaded")
    tab.page.locator("#split tbody tr").first.wait_for()
    tab.wait_for_text("#status", "All 4,000 paths are done")
    assert are_shown(tab) == list(FIGURES)


def test_no_figure_of_the_old_question_is_read_under_a_new_lever(tab):
    """From the press of the key to the first answer there is no figure to be read, and the page says why."""
    assert are_shown(tab) == list(FIGURES)
    with tab.held("change"):
        move_leverage(tab, "6")
        assert are_shown(tab) == []
        assert "out of date" in tab.text("#stale")
        assert tab.page.locator("#pin").is_disabled()
        assert tab.page.locator("#spoken").text_content() == ""
    tab.wait_for_text("#tiles .change", "as loaded")
    assert are_shown(tab) == list(FIGURES)
    assert tab.page.locator("#stale").is_hidden()


def test_answer_to_another_question_is_not_shown(tab, changed_answers):
    """An answer carries its question: one that answers another setting is kept from the figures."""

    def of_another(answer):
        return {**answer, "question": {**answer["question"], "settings": {"gate.leverage_multiple": 99}}}

    changed_answers.append(of_another)
    with tab.page.expect_response("**/api/change"), tab.page.expect_response("**/api/answer"):
        move_leverage(tab, "6")
    tab.page.wait_for_timeout(300)
    assert are_shown(tab) == []


def test_figures_are_out_of_date_when_one_cannot_be_drawn(browser, address, changed_answers):
    """A number that the page cannot draw leaves no old figure: all are marked, until an answer is drawn whole."""
    tab = Tab(browser, address)
    tab.page.locator("#split tbody tr").first.wait_for()

    def without_baseline(answer):
        detail = answer.get("detail")
        return {**answer, "detail": {**detail, "splits": {answer["chosen"]: {"bank": 1}}}} if detail else answer

    changed_answers.append(without_baseline)
    move_leverage(tab, "6")
    tab.wait_for_text("#stale", "could not draw")
    assert are_shown(tab) == []
    changed_answers.clear()
    assert any("undefined" in said for said in tab.complaints)
    move_leverage(tab, "7")
    tab.page.locator("#split tbody tr").first.wait_for()
    assert are_shown(tab) == list(FIGURES)
    tab.context.close()


def test_refused_scenario_leaves_its_name_off_the_figures(tab):
    """A scenario that cannot be simulated here is refused; the list goes back to the one that the figures answer."""
    chosen = tab.page.locator("#source").input_value()
    with tab.held("open"):
        tab.page.select_option("#source", "national.toml")
        assert are_shown(tab) == []
    tab.wait_for_text("#faults", "too many for this page")
    assert tab.page.locator("#source").input_value() == chosen
    assert are_shown(tab) == list(FIGURES)


def test_losses_of_another_ratio_are_not_shown(tab):
    """The grid answers for every ratio at once, the fund's balance and the losses for one alone."""
    tab.page.locator("#split tbody tr").first.wait_for()
    with tab.held("change"):
        tab.page.locator(RATIO).press("End")
        assert tab.text("#chosen") == "ratio 1, fund 20 m yuan, breaker on"
        assert tab.page.locator("#split tbody tr").count() == 0
        assert tab.page.locator("#fan svg").count() == 0
    tab.page.locator("#split tbody tr").first.wait_for()
