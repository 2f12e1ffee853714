"""The parts of the session: the latest result of each step, and the work that renews it."""
