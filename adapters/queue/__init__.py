"""Work spread over many processes, by Procrastinate on PostgreSQL."""
