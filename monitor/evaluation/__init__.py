"""Measures Mostrador against people's labels: the very code of `analyze`, scored."""
