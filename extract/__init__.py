"""Pure reading: text in, records out. No network, no clock, no database."""
