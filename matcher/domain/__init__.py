"""The words of the domain: rows of people, classes and stories as anybody hands them in."""
