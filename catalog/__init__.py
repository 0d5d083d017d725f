"""Items, interactions and their vectors: what a home holds of a catalog."""
