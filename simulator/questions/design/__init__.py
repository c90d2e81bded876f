"""The policies that no other beats."""

from simulator.questions.question import Question

QUESTION = Question(name="design", subject="study", repeats_from="study.toml")
