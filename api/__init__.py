"""The HTTP side: endpoints, and the page that shows them."""
