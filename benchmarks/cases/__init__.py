"""One module per topic; each is imported, and thereby registered, by ``benchmarks.registry.discover``."""
