"""What data say: tables, figures, the overlay that is learnt."""
