"""Figures about the world: securities, fund baskets, prices and history, each with its date."""
