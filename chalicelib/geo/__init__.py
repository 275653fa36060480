"""Points, distances and geohash cells on Earth."""
