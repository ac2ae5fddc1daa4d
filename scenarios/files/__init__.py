"""Files in and out: the scenario, its tables, the result folder."""
