"""Cash desks, sessions, payments and their receipts."""
