"""The nouns: money, securities, tax lots, accounts and the household's portfolio."""
