"""The rules of a scheme as plain functions: no files, no draws, no printing."""
