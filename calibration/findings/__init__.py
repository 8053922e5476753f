"""Pages of findings: each is made again by one command that runs the scenarios it tells about."""
