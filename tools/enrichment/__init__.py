"""Offline: what the texts of items say of attributes that are missing on them."""
