"""Does the model give what real schemes are known to have done."""

from simulator.questions.question import Question

# The range of the paths is wanted, not a mean to the last digit.
QUESTION = Question(name="hindcast", paths=500, subject="outcomes", repeats_from="", has_charts=False)
