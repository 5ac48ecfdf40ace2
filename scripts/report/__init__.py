"""The report page in Norwegian and English, made of the marts."""
