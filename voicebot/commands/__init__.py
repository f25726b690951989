"""The commands, a module each for what they are about: read the options, call one use case, print what came of it."""
