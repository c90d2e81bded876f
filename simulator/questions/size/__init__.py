"""How large a fund must be."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="size",
    options=(
        Option("chance", "number", 0.01, low=0, high=1, ends_count=False),
        Option("years", "whole", 5, low=1, high=20),
        Option("ratios", "ratios", (0.2, 0.5, 0.8), low=0, high=1, metavar="R,R,..."),
    ),
)
