"""What the tables share: where they are listed, how long names may be, the key of a tenant.

And how a transaction says that it writes.
"""

import sqlalchemy as sa

# The execution option of a connection whose transaction writes: the tenant in which nobody else may
# write until it ends, or "" for one statement in the directory. A reading transaction has none.
WRITES = "zetje_writes"
# The option of a connection that runs one statement only: it needs no transaction around it.
ONCE = "zetje_once"

metadata = sa.MetaData()

ID = sa.String(64)
NAME = sa.String(200)
EXTERNAL = sa.String(255)


def tenant_key() -> "sa.Column[str]":
    """Return the first part of the key of every table that holds rows of a tenant."""
    return sa.Column("tenant", ID, sa.ForeignKey("tenants.id"), primary_key=True)
