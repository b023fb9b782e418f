"""Builds every part from the settings and introduces them to each other."""
