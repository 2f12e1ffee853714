"""A plan's trades as files that brokers read: one module a format, with its own reader."""
