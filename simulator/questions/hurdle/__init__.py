"""From which compensation ratio on a bank lends."""

from simulator.questions.question import Question

QUESTION = Question(name="hurdle", paths=0, has_charts=False)
