"""Pure: numbers that add up."""
