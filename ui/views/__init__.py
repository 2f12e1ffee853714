"""The pages; one per step of the story. They do not know each other."""
