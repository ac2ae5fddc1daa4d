"""Independent blocks: reps and units that eligibility keeps apart from all others, found, solved apart and joined."""
