"""Measures speed and size against the limits that must hold: `python -m benchmarks`."""
