"""The front door: commands, exit codes, and the only place that prints."""
