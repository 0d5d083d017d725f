"""What each command of `ui.cli` does."""
