"""What is measured now and then: speed, size, engines, and how well errors are found."""
