"""Impure: processes around the fold."""
