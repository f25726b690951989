"""The tables of the first schema, a module a theme as in `store/tables/`; never edited after the first release."""
