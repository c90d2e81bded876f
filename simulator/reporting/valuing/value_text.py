"""What a valuation found, in sentences that hold for the numbers."""

from collections.abc import Sequence

from simulator.analysis.valuing.value import LOANS_PER_PATH, Cell, Valuation, Valued, rate_in_use
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.inputs.patents import KINDS
from simulator.reporting import wording
from simulator.scenario.model import Scenario

NONE = "none"
MOST_SENTENCES = 3
KIND_WORDS = {"invention": "invention", "utility": "utility model"}
PER_CENT = wording.UnitStyle(100.0, "%", "percentage points")
_RESTS_ON = (
    "patents.appraisal_bias", "patents.appraisal_error_sd_log", "patents.volatility", "patents.wrong_way_beta",
    "disposal.sold_share", "disposal.sale_share_mean", "disposal.lag_months_max", "disposal.auction_sold_share",
    "disposal.auction_bid_mean_log",
)  # fmt: skip


def per_cent(estimate: Estimate | None) -> str:
    """Return a share in per cent with its interval, without the sign: "10.8 [10.5, 11.1]"; "none" for none."""
    return NONE if estimate is None else wording.with_interval(estimate, 100.0, is_signed=False)


def short_per_cent(estimate: Estimate | None) -> str:
    """Return a share in per cent with half its interval: "10.8 ±0.3"; with both ends where it is lopsided."""
    if estimate is None:
        return NONE
    above, below = estimate.high - estimate.value, estimate.value - estimate.low
    if not above > 0 or abs(above - below) > 0.1 * above:
        return per_cent(estimate)
    decimals = wording.decimals_for(100 * estimate.value, 100 * above)
    return " ±".join(wording.number_text(100 * number, decimals) for number in (estimate.value, above))


def per_cent_phrase(estimate: Estimate) -> str:
    """Return a share with its interval in running text: "10.8 % [10.5, 11.1]"."""
    return wording.with_unit(per_cent(estimate), "%")


def points_phrase(estimate: Estimate) -> str:
    """Return a difference in points with sign and interval, or that none can be shown."""
    if estimate.low <= 0 <= estimate.high:
        return "no difference we can show"
    number, _, rest = wording.with_interval(estimate, 100.0, is_signed=True).partition(" ")
    return f"a difference of {number} points {rest}".strip()


def amount(scenario: Scenario, value: float) -> str:
    """Return an amount with three digits and its unit: "3.94 m yuan"."""
    style = wording.amount_style(value, wording.currency_word(scenario))
    shown = value * style.factor
    return f"{wording.number_text(shown, wording.decimals_for(shown, float('nan')))} {style.label}"


def rates_in_use_text(scenario: Scenario, kind: str) -> str:
    """Return the scenario's pledge rate in per cent with the range of its source: "30 (25-40)"."""
    key = "loans.pledge_rate_invention" if kind == "invention" else "loans.pledge_rate_utility"
    source = scenario.sources.get(key)
    own = f"{100 * rate_in_use(scenario, kind):g}"
    if source is None or source.low is None or source.high is None:
        return own
    return f"{own} ({100 * source.low:g}-{100 * source.high:g})"


def lowest_rate_in_use(scenario: Scenario, kind: str) -> float:
    """Return the low end of the pledge rates in use, or the scenario's own where no range is known."""
    source = scenario.sources.get(f"loans.pledge_rate_{kind}")
    return rate_in_use(scenario, kind) if source is None or source.low is None else source.low


def answer(found: Valuation) -> tuple[str, ...]:
    """Return the answer, the most important sentence first."""
    sentences = []
    if found.question.patents:
        for valued in found.valued[:MOST_SENTENCES]:
            sentences += [_loan_sentence(found, valued), _in_use_sentence(valued)]
        sentences.append(_table_sentence(found))
    else:
        sentences += [_table_sentence(found), _in_use_sentence(found.valued[0])]
    return (*sentences, _below_use_sentence(found), _level_sentence(found), _wrong_way_sentence(found))


def _wanted(found: Valuation) -> str:
    return f"{100 * found.question.largest_loss:g} %"


def _loan_sentence(found: Valuation, valued: Valued) -> str:
    term, name = found.question.term_months, valued.patent.name
    worth = amount(found.scenario, valued.appraised_value)
    if valued.safe is None:
        return (
            f"{name} (appraised at {worth}): no pledge rate keeps the expected loss given default within "
            f"{_wanted(found)}, as after {per_cent_phrase(valued.proceeds.nothing)} of the defaults it brings nothing."
        )
    loan = amount(found.scenario, valued.safe.value * valued.appraised_value)
    return (
        f"{name} (appraised at {worth}): a loan of up to {loan} for {counted(term, 'month')}, a pledge rate of "
        f"{per_cent_phrase(valued.safe)}, keeps the expected loss given default within {_wanted(found)}."
    )


def _in_use_sentence(valued: Valued) -> str:
    point = next(point for point in valued.losses if point.rate == valued.rate_in_use) if valued.rate_in_use else None
    if point is None:
        return f"The scenario lends nothing on a {KIND_WORDS[valued.patent.kind]}."
    return (
        f"At the scenario's pledge rate of {100 * point.rate:g} % the expected loss given default on "
        f"{valued.patent.name} is {per_cent_phrase(point.expected)}."
    )


def cells_of_term(found: Valuation) -> tuple[int, list[Cell]]:
    """Return the cells of the term asked for, or of the nearest one in the table."""
    term = min({cell.term_months for cell in found.cells}, key=lambda t: (abs(t - found.question.term_months), t))
    return term, [cell for cell in found.cells if cell.term_months == term]


def _table_sentence(found: Valuation) -> str:
    term, cells = cells_of_term(found)
    rates = [cell.safe for cell in cells if cell.safe is not None]
    what = f"keep the expected loss given default of {term}-month loans within {_wanted(found)}"
    if not rates:
        return f"In no sector, kind and remaining life of the table does a pledge rate {what}."
    low, high = (end(rates, key=lambda rate: rate.value) for end in (min, max))
    missing = f"; in {len(cells) - len(rates)} of {len(cells)} cells no rate does" if len(rates) < len(cells) else ""
    return (
        f"The largest pledge rates that {what} run from {per_cent_phrase(low)} to {per_cent_phrase(high)}, by sector, "
        f"kind and remaining life{missing}."
    )


def _below_use_sentence(found: Valuation) -> str:
    term, cells = cells_of_term(found)
    below = [cell for cell in cells if _upper_end(cell.safe) < lowest_rate_in_use(found.scenario, cell.kind)]
    rates = ", ".join(f"{KIND_WORDS[kind]} {rates_in_use_text(found.scenario, kind)} %" for kind in KINDS)
    return (
        f"In {len(below)} of {len(cells)} cells of {term}-month loans there is none, or it is below all rates in use "
        f"({rates})."
    )


def _upper_end(rate: Estimate | None) -> float:
    return 0.0 if rate is None else rate.high


def _level_sentence(found: Valuation) -> str:
    level, first = f"{100 * found.question.level:g} %", found.valued[0]
    if first.safe_at_level is None:
        return (
            f"No pledge rate keeps a single loss on {first.patent.name} within {_wanted(found)} with chance {level}: "
            f"after {per_cent_phrase(first.proceeds.nothing)} of the defaults it brings nothing."
        )
    return (
        f"With chance {level} a single loss on {first.patent.name} stays within {_wanted(found)} up to a pledge rate "
        f"of {per_cent_phrase(first.safe_at_level)}."
    )


def _wrong_way_sentence(found: Valuation) -> str:
    first = found.valued[0]
    last = first.months[-1]
    if last.given_default is None or last.wrong_way is None:
        return ""
    return (
        f"{first.patent.name} is worth {per_cent_phrase(last.given_default)} of its appraised value in month "
        f"{last.month} if the loan defaults then, and {per_cent_phrase(last.mean)} over all loans: "
        f"{points_phrase(last.wrong_way)}."
    )


def notes_of(found: Valuation) -> tuple[str, ...]:
    """Return what the numbers rest on: stands under every table and on every figure."""
    scenario = found.scenario
    basis = (
        f"{scenario.about.title}: {counted(found.paths, 'path')} of {LOANS_PER_PATH} loans made just before "
        f"{scenario.clock.start}, seed {found.seed}, {wording.CONFIDENCE} intervals in brackets, amounts in "
        f"{wording.currency_word(scenario)}."
    )
    assumed = [key for key in _RESTS_ON if _is_assumed(scenario, key)]
    return tuple(
        note
        for note in (
            basis,
            "Loss given default is per unit owed on the part of the loan that the patents secure, before other "
            "collateral and guarantee.",
            f"An appraised value is {scenario.patents.appraisal_bias:g} times the true one in the middle, with a log "
            f"spread of {scenario.patents.appraisal_error_sd_log:g}.",
            f"No source but assumption: {', '.join(assumed)}." if assumed else "",
            "Intervals hold the simulation error only.",
            scenario.about.stand_in,
        )
        if note
    )


def _is_assumed(scenario: Scenario, key: str) -> bool:
    is_auction = scenario.disposal.method == "auction"
    if key.startswith("disposal.auction") != is_auction and key.startswith("disposal.") and "lag" not in key:
        return False
    source = scenario.sources.get(key)
    return source is not None and source.confidence in ("assumption", "not-found")


def shown_levels(levels: Sequence[float]) -> tuple[str, ...]:
    """Return quantile levels in words: "P5", "median", "P95"."""
    return tuple("median" if level == 0.5 else f"P{100 * level:g}" for level in levels)
