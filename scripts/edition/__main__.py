"""Propose what a new edition needs in the reference seeds, for a person to accept.

The document is read by the parser, registered in a scratch copy of the seeds, and the models are
run on it in memory: what they cannot read is proposed as rows, or asked, until nothing new turns
up. The proposals are written to proposals/, one file per seed in the seed's own columns. Nothing is
mapped before a person has read them and accepts them, and a build would pass with them.

    python -m edition FILE             profile a document, write proposals/
    python -m edition FILE --dry-run   the same, write nothing
    python -m edition --accept         move proposals/ into the seeds and stage
    python -m edition --accept --anyway    the same though a build would not pass
"""

from __future__ import annotations

import argparse
from pathlib import Path

import machine

from edition.proposals import PROJECT, accept, propose
from seeds import check_seeds


def main() -> int:
    """Run the command line."""
    options = argparse.ArgumentParser(
        prog="edition", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", nargs="?", type=Path, help="a text under seeds/documents/")
    options.add_argument("--dry-run", action="store_true", help="write nothing")
    options.add_argument("--accept", action="store_true", help="accept what stands in proposals/")
    options.add_argument("--anyway", action="store_true", help="accept what does not pass")
    options.add_argument("--wait", action="store_true", help="until no other command writes here")
    arguments = options.parse_args()
    if arguments.accept == (arguments.file is not None):
        options.error("give a FILE, or --accept")

    def command() -> int:
        if not arguments.dry_run:
            machine.take(PROJECT, wait=arguments.wait)
        check_seeds(PROJECT / "seeds")
        if arguments.accept:
            return accept(anyway=arguments.anyway)
        return propose(arguments.file, arguments.dry_run)

    return machine.run(command)


if __name__ == "__main__":
    raise SystemExit(main())
