"""What is solved on top of a plan: overlays over its territories, and the levels of managers above its reps."""
