"""Tables of a bank's stress test for programs: month by month, every part of the book, what was searched."""

from simulator.answer import Row, Table
from simulator.questions.bank.names import driver_name, ordered_cases, stress_name
from simulator.questions.bank.said import count, money, share
from simulator.questions.bank.tables import measured, numbers, part_name, words
from simulator.questions.bank.tested import BankCase, BankTest
from simulator.values import Cell, Measured, Number, Own, phrase

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
_QUANTILES = ("npl_ratio_mean", "npl_ratio_5", "npl_ratio_50", "npl_ratio_95")


def data_tables(test: BankTest) -> tuple[Table, ...]:
    """Return every table that programs read."""
    return (
        _classes(test), _migration(test), _rates(test), _breakdown(test), _reverse(test), _break_even(test),
        _ratios(test),
    )  # fmt: skip


def _case(case: BankCase) -> tuple[Cell, ...]:
    return Own(case.stress), Own(case.cover)


def _yuan(amount: float) -> Number:
    return Number(float(amount), "currency")


def _part(value: float) -> Number:
    return Number(float(value), "share")


def _classes(test: BankTest) -> Table:
    """Return mean balances by loan class and the NPL ratio, by month after the tape."""
    columns = (
        words("stress"), words("cover"), numbers("months_after_tape", "months"),
        *(numbers(name, "currency") for name in (*CLASSES, "written_off", "repaid")),
        *(numbers(name, "share") for name in _QUANTILES),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{case.stress}/{case.cover}/{month}",
            (
                *_case(case), Number(month, "months"), *map(_yuan, case.classes[month]),
                _yuan(case.written_off[month]), _yuan(case.repaid[month]), *map(_part, case.npl_ratio[month]),
            ),
        )
        for case in ordered_cases(test)
        for month in range(len(case.classes))
    )  # fmt: skip
    return Table("loan_classes", phrase("bank.title.loan_classes"), columns, rows, is_data=True)


def _migration(test: BankTest) -> Table:
    """Return what the loans of each class are after twelve months: mean balances and shares of the row."""
    columns = (
        words("stress"), words("cover"), words("class_of_tape"), words("class_after_12_months"),
        numbers("balance", "currency"), numbers("share_of_row", "share"),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{case.stress}/{case.cover}/{before}/{after}",
            (
                *_case(case), phrase(f"bank.class.{before}"), phrase(f"bank.class.{after}"),
                _yuan(case.migration[i, j]), _share_of_row(case, i, j),
            ),
        )
        for case in ordered_cases(test)
        for i, before in enumerate(CLASSES)
        for j, after in enumerate(CLASSES)
    )  # fmt: skip
    return Table("migration", phrase("bank.title.migration"), columns, rows, is_data=True)


def _share_of_row(case: BankCase, i: int, j: int) -> Number | None:
    whole = float(case.migration[i].sum())
    return _part(case.migration[i, j] / whole) if whole > 0 else None


def _rates(test: BankTest) -> Table:
    """Return migration rates by month: of what is left of a class, the part in a worse one; empty classes blank."""
    keys = (*(f"from_{name}" for name in CLASSES[:4]), "from_performing_to_non_performing")
    columns = (
        words("stress"), words("cover"), numbers("month_after_tape", "months"),
        *(numbers(key, "share") for key in keys),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{case.stress}/{case.cover}/{month}",
            (*_case(case), Number(month, "months"), *map(_part, rates), _part(case.performing_migration[month - 1])),
        )
        for case in ordered_cases(test)
        for month, rates in enumerate(case.migration_by_month, start=1)
    )
    return Table("migration_rates_by_month", phrase("bank.title.rates"), columns, rows, is_data=True)


def _breakdown(test: BankTest) -> Table:
    """Return the parts of the book under every stress."""
    amounts = ("npl_balance", "lent", "lent_defaulted_amount", "allowance")
    columns = (
        words("stress"), words("by"), words("part"), numbers("loans", "count"), numbers("made", "count"),
        numbers("balance", "currency"), numbers("pd", "share"), *(numbers(key, "currency") for key in amounts),
        *(measured(key, "currency") for key in ("gross_loss", "net_loss", "net_loss_alone")),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{row.stress}/{row.by}/{row.name}",
            (
                Own(row.stress), Own(row.by), part_name(row.by, row.name), count(row.loans), count(row.made),
                _yuan(row.balance), _part(row.pd),
                *map(_yuan, (row.npl_balance, row.lent, row.lent_defaulted, row.allowance)),
                money(row.gross_loss), money(row.net_loss), money(row.net_loss_alone),
            ),
        )
        for row in test.breakdown
    )  # fmt: skip
    return Table("breakdown", phrase("bank.title.breakdown"), columns, rows, is_data=True)


def _reverse(test: BankTest) -> Table:
    """Return what empties each buffer; blank where not even the last value tried does."""
    columns = (
        words("driver"), words("buffer"), numbers("amount", "currency"), measured("smallest", "plain"),
        numbers("last_tried", "plain"),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{one.driver}/{one.buffer}",
            (
                driver_name(test, one.driver), phrase(f"bank.buffer.name.{one.buffer}"), _yuan(one.amount),
                Measured(one.smallest, "plain"), Number(one.extreme),
            ),
        )
        for one in test.reverse
    )  # fmt: skip
    return Table("reverse_stress_in_numbers", phrase("bank.title.reverse_in_numbers"), columns, rows, is_data=True)


def _break_even(test: BankTest) -> Table:
    """Return the break-even ratios; blank where no ratio is enough."""
    columns = (words("stress"), measured("break_even", "share"))
    rows = tuple(
        Row(name, (stress_name(test, name), share(found))) for name, found in test.break_even_ratio.items()
    )  # fmt: skip
    return Table("break_even_in_numbers", phrase("bank.title.break_even"), columns, rows, is_data=True)


def _ratios(test: BankTest) -> Table:
    """Return the compensation ratio of each cover."""
    ratios = {case.cover: case.ratio for case in test.cases}
    rows = tuple(Row(cover, (Own(cover), _part(ratio))) for cover, ratio in ratios.items())
    columns = (words("cover"), numbers("ratio", "share"))
    return Table("covers", phrase("bank.title.covers"), columns, rows, is_data=True)
