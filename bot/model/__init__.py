"""The vocabulary: frozen records and closed sets. One word, one thing (docs/glossary.md)."""
