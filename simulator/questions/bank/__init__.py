"""What bad times do to a bank's own loans."""

from simulator.questions.option import Option
from simulator.questions.question import Question
from simulator.questions.tape_options import TAPE_OPTIONS

# Changes are paired, and so need fewer paths than totals.
QUESTION = Question(
    name="bank",
    paths=1_000,
    options=(
        Option("tape", "file", is_required=True, metavar="TAPE"),
        *TAPE_OPTIONS,
        Option("stresses", "overlays", given_as="stress", folder="stress", metavar="NAME_OR_FILE"),
        Option("ratios", "ratios", default=(), low=0, high=1, metavar="R,R,..."),
        Option("filing_days", "whole", default=30, low=0, high=3650),
        Option("provisions", "amount", low=0, high=1e15),
        Option("tolerance", "number", low=0, high=1, ends_count=False),
        Option("new_business", "flag", default=False),
    ),
)
