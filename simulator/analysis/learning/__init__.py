"""Parameters learnt from data, and past forecasts against outcomes."""
