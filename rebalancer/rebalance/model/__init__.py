"""The joint linear model of a problem: columns, limits, constraints and terms that add up."""
