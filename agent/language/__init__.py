"""Turning utterances into understanding and plans into words."""
