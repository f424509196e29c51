"""Long work outside requests: jobs that are kept in the store until a worker has done them."""
