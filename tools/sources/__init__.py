"""Where candidates come from: one source a file, none of which knows another."""
