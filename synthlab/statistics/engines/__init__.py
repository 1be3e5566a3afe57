"""Where counts come from: one protocol, tables in memory or on disk behind it."""
