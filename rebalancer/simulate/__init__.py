"""Step 4: what could happen to a portfolio, as it is and as it would be."""
