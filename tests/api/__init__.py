"""Tests of everything HTTP."""
