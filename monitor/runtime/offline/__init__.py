"""Clips and files: analysis, reports, imports, archive, doctor."""
