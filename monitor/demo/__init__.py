"""A small scripted history of an invented privacy page, served on loopback, so that a newcomer sees it work offline."""
