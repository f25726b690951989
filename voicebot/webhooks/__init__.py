"""What the telephony provider calls: thin HTTP over `calls/`, hostile until its signature holds."""
