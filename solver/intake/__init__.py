"""Tables in, a Problem out: everything that is wrong with the input is found here, and said at once."""

from solver.intake.derive import derive
from solver.intake.frames import from_frames

__all__ = ["derive", "from_frames"]
