"""What a bank's stress test says: the answer, what it rests on, the tables, copies of the stresses."""

from simulator.answer import Answer, Basis, Fact
from simulator.questions.bank.data import data_tables
from simulator.questions.bank.said import count, said, settled_note
from simulator.questions.bank.tables import tables
from simulator.questions.bank.tested import BankTest
from simulator.questions.names import title_of
from simulator.questions.read_files import columns_table
from simulator.values import Own, phrase


def tell(test: BankTest) -> Answer:
    """Return the answer without its charts."""
    scenario, facts = test.scenario, test.facts
    about, run = scenario.about, scenario.run
    return Answer(
        question="bank",
        basis=Basis(
            title=phrase("bank.heading", title=title_of(scenario), as_of=Own(facts.as_of)),
            stand_in=Own(about.stand_in, about.stand_in_zh) if about.stand_in else None,
            paths=run.paths,
            seed=run.seed,
            start=scenario.clock.start,
            years=scenario.clock.years,
            currency=scenario.currency,
            notes=(*settled_note(test), *test.notes, phrase("basis.intervals")),
            first=phrase(
                "bank.note.first",
                title=title_of(scenario),
                loans=phrase("bank.loans", n=count(facts.loans)),
                borrowers=phrase("bank.borrowers", n=count(facts.borrowers)),
                as_of=Own(facts.as_of),
                paths=phrase("count.paths", n=count(run.paths)),
                seed=Own(str(run.seed)),
            ),
        ),
        said=said(test),
        tables=(*tables(test), *data_tables(test), *columns_table([(test.tape_name, facts.read)])),
        facts=_facts(test),
        attached=test.files,
        worked_out={"as_of": facts.as_of},
    )


def _facts(test: BankTest) -> dict[str, Fact]:
    facts, concentration = test.facts, test.concentration
    numbers = {key: value for key, value in vars(facts).items() if isinstance(value, int | float | str)}
    return {
        **numbers,
        "settled": facts.settled,
        "tape_sha256": test.tape_sha256,
        "unused_columns": list(facts.unused),
        "tolerated_npl_ratio": test.tolerance,
        "provisions": test.provisions,
        "capital_buffer": test.capital_buffer,
        "margin": test.margin,
        "share_of_ten_largest_borrowers": concentration.largest_share,
        **{f"herfindahl_{by}": index for by, index in concentration.herfindahl.items()},
        "claims_at_risk": len(test.at_risk),
        "claims_at_risk_balance": sum(one.balance for one in test.at_risk),
        "claims_at_risk_compensation": sum(one.compensation for one in test.at_risk),
    }
