"""The door: commands, streams, colours and exit codes; one module a command, listed in `commands`."""
