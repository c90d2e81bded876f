"""Which rule decides on the best ratio."""

from simulator.questions.question import Question

# Some twenty curves in nine worlds: differences are paired, and so need fewer paths than totals.
QUESTION = Question(name="attribute", paths=1_000)
