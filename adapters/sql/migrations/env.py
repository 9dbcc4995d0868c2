"""What Alembic runs for every command: on the connection that `migrate` began a transaction on."""

from alembic import context

from adapters.sql.schema import metadata


def run() -> None:
    """Run the migrations inside the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
    )
    context.run_migrations()


run()
