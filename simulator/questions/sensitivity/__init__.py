"""Which assumptions matter most, and how wide the answer is with all of them uncertain."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="sensitivity",
    # Some hundreds of worlds, compared in pairs: the fewest paths that give a 95 % quantile's difference an interval.
    paths=400,
    options=(
        Option("draws", "whole", 64, low=0, high=1 << 14),
        Option("against", "settings", metavar="KEY=VALUE"),
    ),
)
