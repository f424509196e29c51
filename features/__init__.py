"""Numbers from people and texts: tables, text, encoders, regions and schedules.

The lowest room. It sees arrays and tables only: no Flask, no SQLAlchemy, no other room.
"""
