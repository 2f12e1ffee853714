"""Step 5: a policy and a portfolio become the trades that reconcile them, solved jointly."""
