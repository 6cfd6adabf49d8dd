"""The weekly report: one page for paper, drawn on the server from numbers alone."""
