"""What follows from a page's recorded history: what lasted, when each paragraph came, what never changed. All pure."""
