"""Re-verifies a result folder from the input files: hashes, rules, figures. No solver is ever imported here."""

from scenarios.audit.audit import Audit, audit

__all__ = ["Audit", "audit"]
