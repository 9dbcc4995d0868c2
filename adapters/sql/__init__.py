"""The stores on SQLAlchemy. `SqlStores` (stores.py) is what other code starts from."""
