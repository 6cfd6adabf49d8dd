"""One counter: its recorder and books, corrections, the live counter."""
