"""Mail the briefs: to the right person, once, and with a record."""
