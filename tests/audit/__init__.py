"""What the service says, worked out again by other code."""
