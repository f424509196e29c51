"""The text encoder that ships: its weights, how they were made, and how they are measured."""
