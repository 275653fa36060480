"""Speed and size against the limits of the design: `python -m benchmarks`."""
