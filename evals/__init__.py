"""Is it any good? Scripted conversations and repeatable measurements."""
