"""``python -m linli.cli`` is the ``linli`` command."""

from linli.cli import main

main()
