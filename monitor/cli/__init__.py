"""The command line, one file a command. Heavy imports happen inside commands: `marsad --version` stays quick."""
