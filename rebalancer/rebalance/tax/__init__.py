"""A year's tax on gains: federal figures, netting, what a taxpayer owes, and its linear regions."""
