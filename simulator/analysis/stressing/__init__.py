"""What bad times do, how harsh they may get, and what empties the fund."""
