"""Territory models: from a book and a team to who may own what, as tables and rules that become one Problem."""
