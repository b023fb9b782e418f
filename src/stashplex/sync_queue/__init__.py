"""The durable state: queue, dead letters, holdings, writes and records in one database."""
