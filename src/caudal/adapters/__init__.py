"""Files, formats, processes and the network."""
