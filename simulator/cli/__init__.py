"""The command line: read, run, write, say where."""

from simulator.cli import questions as questions
from simulator.cli import shard_commands as shard_commands
from simulator.cli.commands import main
from simulator.cli.tape_commands import tape

main.add_command(tape)

__all__ = ["main"]
