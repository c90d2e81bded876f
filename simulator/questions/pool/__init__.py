"""Several funds in one economy."""

from simulator.questions.question import Question

QUESTION = Question(name="pool", subject="study", repeats_from="cities.toml", has_shards=True)
