"""Pure: one counter's moment, gated by the publication rule, in the units of the wire."""
