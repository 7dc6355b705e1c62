"""Watches privacy pages and reports what changed."""
