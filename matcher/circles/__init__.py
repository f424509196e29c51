"""Circles: wishes → roster → problem → circles with their hour, their reasons and invitations."""
