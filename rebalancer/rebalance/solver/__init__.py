"""The best answer of the joint model that can be found, and the proof of how good it is."""
