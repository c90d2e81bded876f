"""Tools of IP policy on one scale with compensation."""
