"""Which of several policies of one world is better, and by how much."""

from simulator.questions.question import Question

QUESTION = Question(name="compare", has_own_command=True)
