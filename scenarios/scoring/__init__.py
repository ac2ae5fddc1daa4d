"""What an account is worth and what it takes: potential, hours, tiers."""
