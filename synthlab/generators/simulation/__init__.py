"""Tables from rules alone: a YAML file of distributions, conditional tables and formulas, and no code."""
