"""Step 1: a brokerage file becomes accounts, positions and lots; no line is lost in silence."""
