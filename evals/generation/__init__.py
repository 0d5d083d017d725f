"""Scenarios made from any catalog: what is said is drawn from it, what is expected is computed from it."""
