"""The doors in: command line, HTTP, and the web chat."""
