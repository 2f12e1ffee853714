"""Step 3: exposures become the figures a person decides on."""
