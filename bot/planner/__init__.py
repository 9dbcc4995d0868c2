"""Which message when: pure decisions over one tenant. Start reading at plan.py."""
