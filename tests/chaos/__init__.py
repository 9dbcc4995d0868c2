"""Everything breaks: processes, connections, the database, platforms and clocks. Nothing is lost or double."""
