"""Compatibility of members: weights and presets, terms, factors, themes of a circle, help."""
