"""The marts as files for all kinds of readers."""
