"""Public data sets into catalog folders, one format a file."""
