"""What the agent can reach: sources of candidates, ranking, look-ups, and the language model's one door."""
