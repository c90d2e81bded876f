"""Screenshots of what people look at, in both languages and at several widths; `make screens` takes them all."""
