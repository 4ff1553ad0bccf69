"""``python -m caudal.interfaces.commands``: the same as ``caudal``."""

from caudal.interfaces.commands.main import main

if __name__ == "__main__":
    main()
