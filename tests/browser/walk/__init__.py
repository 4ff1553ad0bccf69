"""What two tests walk through in a browser: a utility from its padrón to its closed desk."""
