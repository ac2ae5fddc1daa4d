"""Tables in, a Problem out: everything that is wrong with the input is found here, and said at once."""

from solver.intake.frames import from_frames

__all__ = ["from_frames"]
