"""A verifier's pages: checking one code, and the desk that checks many."""
