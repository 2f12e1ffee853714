"""What is saved to be opened again: plans with everything that they were made from."""
