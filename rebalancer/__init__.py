"""Rebalancer: from a brokerage file to a tax-aware trade list, on the user's own machine.

The story, in the order in which it runs (each step hands a frozen value to the next):

1. ``ingest``    reads a brokerage file into accounts, positions and tax lots.
2. ``classify``  looks through funds to companies, and names each one's size and sector.
3. ``measure``   says how concentrated that is, with bounds where the funds are opaque.
4. ``simulate``  shows what could happen to it, as it is and as it would be.
5. ``rebalance`` finds the trades that meet a policy, over all accounts at once.
6. ``export``    hands over the list.

``domain`` holds the nouns, ``market`` the figures about the world, ``pipeline`` runs the steps.
"""

__version__ = "0.1.0"
