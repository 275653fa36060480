"""Many people at once, mixed as they come: `make load`."""
