"""`python -m voicebot`: the command line."""

from voicebot.cli import main

main()
