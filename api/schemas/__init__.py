"""What goes over the wire. The only place where nanoseconds become seconds."""
