"""Files that people write: from bytes to plain data, with every problem at its line."""
