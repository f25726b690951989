"""How the tables are made, revision by revision."""
