"""How the work grows with the rows."""
