"""What is learned: arrays in, scores out, saved and loaded through a versioned bundle."""
