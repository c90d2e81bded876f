"""What a valuation found, in sentences that hold for the numbers."""

from simulator.estimate import Estimate
from simulator.inputs.patents import KINDS
from simulator.questions.names import own_name
from simulator.questions.value.given import rate_in_use
from simulator.questions.value.valued import LOANS_PER_PATH, Cell, Valuation, Valued
from simulator.scenario.model import Scenario
from simulator.values import NOTHING, Listed, Measured, Number, Own, Peak, Phrase, Value, phrase

MOST_SENTENCES = 3
_RESTS_ON = (
    "patents.appraisal_bias", "patents.appraisal_error_sd_log", "patents.volatility", "patents.wrong_way_beta",
    "disposal.sold_share", "disposal.sale_share_mean", "disposal.lag_months_max", "disposal.auction_sold_share",
    "disposal.auction_bid_mean_log",
)  # fmt: skip


def said(found: Valuation) -> tuple[Phrase, ...]:
    """Return the answer, the most important sentence first."""
    told: list[Phrase] = []
    if found.given:
        for valued in found.valued[:MOST_SENTENCES]:
            told += [_loan(found, valued), _in_use(found, valued)]
        told.append(_table(found))
    else:
        told += [_table(found), _in_use(found, found.valued[0])]
    return (*told, _below_use(found), _at_level(found), *_wrong_way(found))


def patent_name(found: Valuation, valued: Valued) -> Value:
    """Return what a patent is called: as it was given, or for a typical one by kind and sector."""
    patent = valued.patent
    if found.given:
        return Own(patent.name)
    return phrase("valuation.typical", kind=kind_name(patent.kind), sector=own_name(patent.sector))


def kind_name(kind: str) -> Phrase:
    """Return what a kind of patent is called."""
    return phrase(f"valuation.kind.{kind}")


def share(estimate: Estimate) -> Measured:
    """Return a part of what is appraised or owed."""
    return Measured(estimate, "share")


def computed(amount: float) -> Measured:
    """Return an amount that follows from what was given: without an interval, shown with three digits."""
    return Measured(Estimate(amount, amount, amount, "mean"), "currency")


def rate_in_use_value(scenario: Scenario, kind: str) -> Peak:
    """Return the scenario's pledge rate with the range of its source, where that states one."""
    source, own = scenario.sources.get(f"loans.pledge_rate_{kind}"), rate_in_use(scenario, kind)
    if source is None or source.low is None or source.high is None:
        return Peak(own, own, own, "share")
    return Peak(own, source.low, source.high, "share")


def cells_of_term(found: Valuation) -> tuple[int, list[Cell]]:
    """Return the cells of the term asked for, or of the nearest one in the table."""
    term = min({cell.term_months for cell in found.cells}, key=lambda t: (abs(t - found.asked.term_months), t))
    return term, [cell for cell in found.cells if cell.term_months == term]


def wanted(found: Valuation) -> Number:
    """Return the loss given default that is wanted at most."""
    return Number(found.asked.largest_loss, "share")


def months(count: int) -> Phrase:
    """Return "12 months"."""
    return phrase("count.months", n=Number(count, "count"))


def _loan(found: Valuation, valued: Valued) -> Phrase:
    parts: dict[str, Value] = {
        "patent": patent_name(found, valued),
        "worth": computed(valued.appraised_value),
        "wanted": wanted(found),
    }
    if valued.safe is None:
        return phrase("valuation.no_loan", nothing=share(valued.proceeds.nothing), **parts)
    loan = computed(valued.safe.value * valued.appraised_value)
    return phrase("valuation.loan", loan=loan, term=months(found.asked.term_months), rate=share(valued.safe), **parts)


def _in_use(found: Valuation, valued: Valued) -> Phrase:
    point = next((point for point in valued.losses if point.rate == valued.rate_in_use), None)
    if point is None:
        return phrase("valuation.lends_nothing", kind=kind_name(valued.patent.kind))
    rate, patent = Number(point.rate, "share"), patent_name(found, valued)
    return phrase("valuation.in_use", rate=rate, patent=patent, loss=share(point.expected))


def _table(found: Valuation) -> Phrase:
    term, cells = cells_of_term(found)
    rates = [cell.safe for cell in cells if cell.safe is not None]
    parts: dict[str, Value] = {"term": Number(term, "count"), "wanted": wanted(found)}
    if not rates:
        return phrase("valuation.table.none", **parts)
    low, high = (share(end(rates, key=lambda rate: rate.value)) for end in (min, max))
    count, of = Number(len(cells) - len(rates), "count"), Number(len(cells), "count")
    missing = phrase("valuation.table.missing", count=count, of=of) if len(rates) < len(cells) else NOTHING
    return phrase("valuation.table.some", low=low, high=high, missing=missing, **parts)


def _below_use(found: Valuation) -> Phrase:
    term, cells = cells_of_term(found)
    lowest = {kind: rate_in_use_value(found.scenario, kind).low for kind in KINDS}
    below = [cell for cell in cells if (0.0 if cell.safe is None else cell.safe.high) < lowest[cell.kind]]
    used = (
        phrase("valuation.rate_of_kind", kind=kind_name(kind), rate=rate_in_use_value(found.scenario, kind))
        for kind in KINDS
    )
    return phrase(
        "valuation.below_use",
        count=Number(len(below), "count"),
        of=Number(len(cells), "count"),
        term=Number(term, "count"),
        rates=Listed(tuple(used)),
    )


def _at_level(found: Valuation) -> Phrase:
    first = found.valued[0]
    parts: dict[str, Value] = {
        "level": Number(found.asked.level, "share"),
        "patent": patent_name(found, first),
        "wanted": wanted(found),
    }
    if first.safe_at_level is None:
        return phrase("valuation.at_level.none", nothing=share(first.proceeds.nothing), **parts)
    return phrase("valuation.at_level.some", rate=share(first.safe_at_level), **parts)


def _wrong_way(found: Valuation) -> list[Phrase]:
    first = found.valued[0]
    last = first.months[-1]
    if last.given_default is None or last.wrong_way is None:
        return []
    gap = last.wrong_way
    difference = phrase("valuation.wrong_way.shown", difference=Measured(gap, "points", is_difference=True))
    return [
        phrase(
            "valuation.wrong_way.said",
            patent=patent_name(found, first),
            given=share(last.given_default),
            month=Number(last.month, "count"),
            mean=share(last.mean),
            difference=phrase("valuation.wrong_way.none") if gap.low <= 0 <= gap.high else difference,
        )
    ]


def first_note(found: Valuation) -> Phrase:
    """Return what the numbers rest on: paths, loans on each, month, seed."""
    scenario = found.scenario
    return phrase(
        "valuation.note.first",
        title=Own(scenario.about.title, scenario.about.title_zh),
        paths=phrase("count.paths", n=Number(scenario.run.paths, "count")),
        loans=Number(LOANS_PER_PATH, "count"),
        start=Own(scenario.clock.start),
        seed=Own(str(scenario.run.seed)),
    )


def notes(found: Valuation) -> tuple[Phrase, ...]:
    """Return how to read the numbers, and which settings behind them are assumptions."""
    patents = found.scenario.patents
    bias, spread = Number(patents.appraisal_bias), Number(patents.appraisal_error_sd_log)
    assumed = tuple(Own(key) for key in _RESTS_ON if _is_assumed(found.scenario, key))
    return (
        phrase("valuation.note.loss"),
        phrase("valuation.note.appraisal", bias=bias, spread=spread),
        *([phrase("valuation.note.assumed", keys=Listed(assumed))] if assumed else []),
        phrase("basis.intervals"),
    )


def _is_assumed(scenario: Scenario, key: str) -> bool:
    is_auction = scenario.disposal.method == "auction"
    if key.startswith("disposal.auction") != is_auction and key.startswith("disposal.") and "lag" not in key:
        return False
    source = scenario.sources.get(key)
    return source is not None and source.confidence in ("assumption", "not-found")
