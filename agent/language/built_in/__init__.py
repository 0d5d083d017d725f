"""The language engine that needs nothing: a lexicon compiled from the catalog, and the grammar of English."""
