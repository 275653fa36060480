"""Server, database and importer are killed at random moments: what was said holds afterwards."""
