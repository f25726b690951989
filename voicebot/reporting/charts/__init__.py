"""Pictures of what a wave has brought, as SVG for any page; each takes small values and knows no database."""
