"""What each person decides for himself: look, keys, password, sessions."""
