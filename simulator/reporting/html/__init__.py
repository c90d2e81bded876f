"""The report: one self-contained HTML file for a decision, in English, Chinese or both."""
