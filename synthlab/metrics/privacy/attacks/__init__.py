"""Attackers: each scores the pool from the synthetic table alone. None of them sees who was in training."""
