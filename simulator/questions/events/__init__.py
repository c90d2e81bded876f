"""What happened on one path, event by event, and to one loan."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="events",
    subject="policies",
    repeats_from="study.toml",
    has_paths=False,
    has_threads=False,
    options=(
        Option("path", "whole", low=0, high=2**32 - 1, is_required=True),
        Option("policy", "text", metavar="NAME"),
        Option("loan", "text", metavar="NAME"),
    ),
)
