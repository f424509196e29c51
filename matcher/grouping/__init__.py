"""The group former: arrays in, arrays out; it knows no member and no database."""
