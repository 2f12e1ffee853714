"""The report that an adviser would send: a few pages of PDF about one plan."""
