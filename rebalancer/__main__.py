"""``python -m rebalancer``: the same as the installed command."""

import sys

from rebalancer.cli import main

sys.exit(main())
