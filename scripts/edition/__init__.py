"""A new document: what the seeds lack to read it, proposed for a person to accept."""
