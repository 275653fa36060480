"""The meetings table: its keys and items, and the read model that a search reads."""
