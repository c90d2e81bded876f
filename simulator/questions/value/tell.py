"""What a valuation says: the answer, what it rests on, the tables, and the file that was read."""

from simulator.answer import Answer, Basis
from simulator.inputs.patents import facts_of_patents
from simulator.questions.names import title_of
from simulator.questions.read_files import columns_table, copies_of
from simulator.questions.value.said import first_note, notes, said
from simulator.questions.value.tables import tables
from simulator.questions.value.valued import Valuation
from simulator.values import Own, phrase


def tell(found: Valuation) -> Answer:
    """Return the answer without its chart."""
    scenario = found.scenario
    name = "" if found.file is None else found.file.name
    remarks = [phrase("columns.remark", file=Own(name), remark=remark) for remark in found.remarks]
    return Answer(
        question="value",
        basis=Basis(
            title=title_of(scenario),
            stand_in=Own(scenario.about.stand_in, scenario.about.stand_in_zh) if scenario.about.stand_in else None,
            paths=scenario.run.paths,
            seed=scenario.run.seed,
            start=scenario.clock.start,
            years=scenario.clock.years,
            currency=scenario.currency,
            notes=notes(found),
            first=first_note(found),
        ),
        said=said(found),
        tables=(*tables(found), *columns_table([(name, facts_of_patents(found.given))], remarks)),
        facts={
            "largest_loss": found.asked.largest_loss,
            "level": found.asked.level,
            "term_months": found.asked.term_months,
        },
        attached={} if found.file is None else copies_of([found.file]),
    )
