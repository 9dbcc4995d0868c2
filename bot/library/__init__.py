"""The library: from YAML files to validated, immutable prompts, and finding one among them."""
