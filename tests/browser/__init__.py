"""The pages for staff in a real browser."""
