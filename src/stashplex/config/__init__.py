"""Turns a TOML file and the environment into `Settings`, or names every mistake at once."""

from stashplex.config.load import load_settings
from stashplex.config.settings import Settings
from stashplex.config.sources import Machine

__all__ = ["Machine", "Settings", "load_settings"]
