"""The API of programs, below /api/v1: the same use cases as the pages, one function behind both."""
