"""The engine that asks a language model, and falls back to the built-in one."""
