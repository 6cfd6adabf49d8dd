"""Series as files: CSV and JSON, the same bytes for the same numbers."""
