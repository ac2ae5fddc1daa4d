"""The CP-SAT model: variables, one file a rule, the goal. The only place that imports ortools.sat."""
