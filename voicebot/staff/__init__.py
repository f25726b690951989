"""Staff: who they are, what each role may do, and how they sign in. Auditing what they do is the caller's."""
