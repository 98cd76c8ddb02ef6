"""Compares our verdicts with those of a real API server, on given and on generated manifests."""
