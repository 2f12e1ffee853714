"""Holdings files of fund companies: what a fund holds, by line, with weights."""
