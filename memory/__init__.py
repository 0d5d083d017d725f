"""What survives a session: the turn ledger, the belief ledger and its index."""
