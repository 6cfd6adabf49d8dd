"""Pure, over time: areas of interest, states, glances."""
