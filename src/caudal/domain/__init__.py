"""Small Django apps: facts in models, questions in queries, changes in operations."""
