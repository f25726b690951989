"""The database: its tables, how it is opened and migrated, and a module of queries a theme. It decides nothing."""
