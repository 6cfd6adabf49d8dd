"""How long a sample counts for: until the next one, and never longer than this."""

from __future__ import annotations

from typing import Final

SAMPLE_WORTH_S: Final = 0.5
"""A camera that brings two pictures a second is still measured whole; a longer hole is a gap."""
