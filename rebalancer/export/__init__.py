"""Step 6: a trade plan leaves as a workbook, whole or not at all."""
