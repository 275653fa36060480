"""Verifications: codes and their keys, issuing and checking them; no HTTP, no clock of its own."""
