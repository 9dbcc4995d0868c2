"""Public and school holidays."""
