"""What a visitor types, or an address says, to a place."""
