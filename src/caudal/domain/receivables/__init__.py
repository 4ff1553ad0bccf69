"""What each account owes and why: movements, charges, credits, allocations."""
