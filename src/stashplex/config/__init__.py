"""Turns a TOML file and the environment into `Settings`, or names every mistake at once."""

from stashplex.config.load import Outset, load_outset, load_settings
from stashplex.config.settings import Settings
from stashplex.config.sources import Machine

__all__ = ["Machine", "Outset", "Settings", "load_outset", "load_settings"]
