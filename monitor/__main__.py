"""`python -m monitor` and the `privacy-monitor` command."""

from __future__ import annotations

from monitor.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
