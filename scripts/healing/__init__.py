"""Damage of a document to proposed errata, each tried with all identities."""
