"""Checks: what is wrong between fields and between objects, one module a topic, each check one small function."""
