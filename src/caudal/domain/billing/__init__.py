"""Billing runs and issued bills."""
