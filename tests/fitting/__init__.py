"""Where the numbers of `monitor.perception` come from. Run by hand; no part of the product."""
