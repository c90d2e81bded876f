"""A command for every question that has none of its own."""

from simulator.cli.asking import QuestionCommand
from simulator.cli.commands import main
from simulator.questions.every import questions

for question in questions().values():
    if not question.has_own_command:
        main.add_command(QuestionCommand(question))
