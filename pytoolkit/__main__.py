"""`python -m pytoolkit`: the command line."""

from pytoolkit.cli import main

main()
