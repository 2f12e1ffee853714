"""Step 2: holdings become exposures to companies, whatever the funds in between."""
