"""What a backtest says: the verdicts on rules, PDs and forecasts, and their tables."""

from collections.abc import Sequence

from simulator.answer import Answer, Basis, Column, Row, Table
from simulator.estimate import Estimate
from simulator.inputs.history import History
from simulator.inputs.replay_facts import facts_of_book
from simulator.questions.backtest.ask import Backtest
from simulator.questions.backtest.forecasts import ForecastTest
from simulator.questions.backtest.rules import AS_IT_STANDS, HAPPENED, RuleRow
from simulator.questions.backtest.traffic_light import ALL, LightRow
from simulator.questions.names import title_of
from simulator.questions.read_files import columns_table, copies_of, remarks_of
from simulator.values import NOTHING, Measured, Number, Own, Phrase, Unit, Value, phrase

_LIGHTS = ("green", "yellow", "red")


def tell(found: Backtest) -> Answer:
    """Return the verdicts and tables, and copies of the files."""
    about, economy = found.scenario.about, found.scenario.economy
    files = [one.path for one in found.data]
    return Answer(
        question="backtest",
        basis=Basis(
            title=title_of(found.scenario),
            stand_in=Own(about.stand_in, about.stand_in_zh) if about.stand_in and found.rules else None,
            paths=0,
            seed=found.scenario.run.seed,
            start=found.scenario.clock.start,
            years=found.scenario.clock.years,
            currency=found.scenario.currency,
            first=phrase("backtest.note.first", title=title_of(found.scenario)),
        ),
        said=(*_rules_said(found.rules), *_lights_said(found.lights), *_forecasts_said(found.forecasts)),
        tables=_tables(found),
        facts={"asset_correlation": economy.asset_correlation},
        attached=copies_of(files) | copies_of(found.rules_read, "rules"),
    )


def _tables(found: Backtest) -> tuple[Table, ...]:
    read = [
        (one.path.name, one.content.facts if isinstance(one.content, History) else facts_of_book(one.content))
        for one in found.data
    ]
    return (
        *([_rules_table(found.rules)] if found.rules else []),
        *([_lights_table(found)] if found.lights else []),
        *([] if found.forecasts is None else [_forecasts_table(found.forecasts)]),
        *columns_table(read, remarks_of(found.data)),
    )


def _rule_name(name: str) -> Value:
    return phrase(f"backtest.rule.{name}") if name in (HAPPENED, AS_IT_STANDS) else Own(name)


def _said_rule(name: str) -> Phrase:
    return phrase("backtest.own_rules") if name == AS_IT_STANDS else phrase("backtest.named_rule", name=Own(name))


def _amount(amount: float) -> Number:
    return Number(amount, "currency", 4)


def _count(count: int) -> Number:
    return Number(count, "count")


def _rules_said(rules: Sequence[RuleRow]) -> list[Phrase]:
    """Return what each rule pays beside the first row."""
    told = []
    for row in rules[1:]:
        more = round(row.fund_paid - rules[0].fund_paid, 2)
        change = "as_much" if more == 0 else "more" if more > 0 else "less"
        than = "really" if rules[0].name == HAPPENED else "than_first"
        told.append(
            phrase(
                f"backtest.pays.{change}",
                rule=_said_rule(row.name),
                amount=Number(abs(more), "currency"),
                other=phrase(f"backtest.{than}", rule=_said_rule(rules[0].name)),
            )
        )
    return told


def _chance(value: float) -> Number:
    return Number(value, "probability")


def _light(light: str) -> Phrase:
    return phrase(f"backtest.light.{light}")


def _expected(count: float) -> Measured:
    return Measured(Estimate(count, count, count, "mean"), "count")


def _lights_said(lights: Sequence[LightRow]) -> list[Phrase]:
    """Return how many groups have which light, and that of all together."""
    if not lights:
        return []
    graded = {row.year for row in lights if row.grade != ALL}
    single = [row for row in lights if row.year != ALL and (row.grade != ALL or row.year not in graded)]
    last = lights[-1]
    return [
        phrase(
            "backtest.lights",
            **{light: _count(sum(row.light == light for row in single)) for light in _LIGHTS},
            defaults=phrase("backtest.defaults", n=_count(last.defaults)),
            expected=_expected(last.expected),
            light=_light(last.light),
            chance=_chance(last.chance),
        )
    ]


def _forecasts_said(test: ForecastTest | None) -> list[Phrase]:
    """Return whether the ranges of the forecasts were right, and whether they lean to one side."""
    if test is None:
        return []
    width = "fair" if test.is_range_fair else "narrow" if test.inside.high < 0.95 else "wide"
    lean = "none" if test.error.low <= 0 <= test.error.high else "above" if test.error.value > 0 else "below"
    return [
        phrase(
            "backtest.forecasts",
            inside=Measured(test.inside, "share"),
            count=_count(test.count),
            below=_count(test.below),
            above=_count(test.above),
            width=phrase(f"backtest.width.{width}"),
            lean=phrase(f"backtest.lean.{lean}"),
        )
    ]


def _column(key: str, unit: Unit | None = None) -> Column:
    heading = phrase(f"backtest.column.{key}")
    return Column(key, heading) if unit is None else Column(key, heading, "number", unit)


def _rules_table(rules: Sequence[RuleRow]) -> Table:
    """Return what happened beside what each rule does, on the same loans."""
    amounts = ("fund_paid", "other_parties", "bank_loss", "unpaid", "balance")
    columns = (_column("rule"), *(_column(key, "currency") for key in amounts), _column("covered", "count"))
    rows = tuple(
        Row(
            row.name,
            (
                _rule_name(row.name), _amount(row.fund_paid), _amount(row.other_parties), _amount(row.bank_loss),
                _amount(row.unpaid), None if row.balance is None else _amount(row.balance),
                None if row.covered is None else _count(row.covered),
            ),
        )
        for row in rules
    )  # fmt: skip
    notes = (phrase("backtest.note.rules"),)
    return Table("rules", phrase("backtest.title.rules"), columns, rows, notes, marked=AS_IT_STANDS)


def _lights_table(found: Backtest) -> Table:
    """Return the traffic light of each year and grade, of each year, and of all."""
    columns = (
        _column("year"), _column("grade"), _column("obligors", "count"),
        Column("expected", phrase("backtest.column.expected"), "measured", "count"), _column("defaults", "count"),
        _column("chance", "probability"), _column("light"), _column("chance_independent", "probability"),
        _column("light_independent"),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{row.year}/{row.grade}",
            (
                _group(row.year), _group(row.grade), _count(row.obligors), _expected(row.expected),
                _count(row.defaults), _chance(row.chance), _light(row.light), _chance(row.chance_independent),
                _light(row.light_independent),
            ),
        )
        for row in found.lights
    )  # fmt: skip
    economy = found.scenario.economy
    step = phrase("backtest.note.monthly") if economy.step == "monthly" else NOTHING
    correlation = phrase("backtest.note.correlation", correlation=Number(economy.asset_correlation), step=step)
    notes = (phrase("backtest.note.lights"), correlation)
    return Table("lights", phrase("backtest.title.lights"), columns, rows, notes)


def _group(name: str) -> Value:
    return phrase("backtest.all") if name == ALL else Own(name)


def _forecasts_table(test: ForecastTest) -> Table:
    columns = (
        *(_column(key, "count") for key in ("outcomes", "below", "above")),
        Column("inside", phrase("backtest.column.inside"), "measured", "share"),
        Column("error", phrase("backtest.column.error"), "measured"),
    )
    counts = map(_count, (test.count, test.below, test.above))
    error = Measured(test.error, "plain", is_difference=True)
    row = Row("forecasts", (*counts, Measured(test.inside, "share"), error))
    return Table("forecasts", phrase("backtest.title.forecasts"), columns, (row,), (phrase("backtest.note.error"),))
