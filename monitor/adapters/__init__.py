"""Impure: one outside thing each, unaware of one another."""
