"""The steps of a turn, one a file. They do not know each other; `agent.graph` wires them."""
