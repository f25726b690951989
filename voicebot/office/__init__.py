"""What staff do beside fieldwork: they sign in, and manage accounts. Every act is audited."""
