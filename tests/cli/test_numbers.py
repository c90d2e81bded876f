"""Lists of numbers on the command line."""

from simulator.cli.numbers import ratios_of


def test_ratios_on_the_command_line_may_be_written_as_ratios():
    """Beside decimal numbers and percentages."""
    assert ratios_of("--ratios", "0, 0.35; 1/3, 50 %") == [0, 0.35, 1 / 3, 0.5]
