"""Questions of the dashboard, each one statement over the whole register."""
