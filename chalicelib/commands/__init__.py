"""Operators' commands, a module per subject; `chalicelib.__main__` gathers them."""
