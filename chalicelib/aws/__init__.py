"""Calls of AWS that end: clients, their connections, attempts and the time for all of them."""
