"""The conversation: one turn as a LangGraph state machine."""
