"""Looking after a deployment: is it ready and sound, what do its figures say, backing it up and restoring it."""
