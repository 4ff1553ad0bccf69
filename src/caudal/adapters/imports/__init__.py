"""Files that people bring in, read as rows of one kind of data and judged against the register."""
