"""The command in a process that may make no file longer than some bytes.

python -m tests.faults.cramped BYTES WORDS...
"""

import resource
import sys

from stashplex.cli.door import main

if __name__ == "__main__":
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    sys.exit(main(sys.argv[2:]))
