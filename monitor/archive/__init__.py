"""Imports of what was captured elsewhere."""
