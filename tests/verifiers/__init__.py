"""The packages for other people's software, built and installed as others would."""
