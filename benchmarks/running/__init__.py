"""Each method in a process of its own, watched from outside, its row written when it ends, however it ends."""
