"""Decisions: who, with whom, what next, and why. The store, policies and use cases live here."""
