"""What is run on a developer's machine: extracts, pages rendered once, packages, measurements."""
