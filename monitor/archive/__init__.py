"""Imports of what was captured elsewhere, and exports of what was kept here."""
