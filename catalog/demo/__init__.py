"""The bundled demo catalogs (films and books) and the two scripts that made and checked their data."""
