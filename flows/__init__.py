"""The world comes in here: networking, files, settings, the order of work, the command line."""
