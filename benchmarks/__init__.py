"""Side by side with peers, on real data: a table, and one JSON object with --json."""
