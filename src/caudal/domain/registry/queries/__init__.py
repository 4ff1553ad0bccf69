"""Questions about the register."""
