"""Who people are, kept from whoever need not know: vault, key store, prints, exclusion list, audit trail."""
