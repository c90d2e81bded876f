"""What bad times do, and what it takes to empty the fund."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="stress",
    # Some sixty worlds: changes are paired, and so need fewer paths than totals.
    paths=1_000,
    options=(
        Option("stresses", "overlays", given_as="stress", folder="stress", metavar="NAME_OR_FILE"),
        Option("is_together", "flag", default=False, given_as="together"),
        Option("sequence", "text", metavar="NAME@MONTH,..."),
        Option("limit", "number", 0.1, low=0, high=1, ends_count=False),
        Option("years", "whole", 5, low=1, high=20),
    ),
)
