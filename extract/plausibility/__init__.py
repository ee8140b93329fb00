"""Is it violence at all: what speaks against an act being a security incident."""
