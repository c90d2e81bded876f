"""What is said of a comparison, decided once for pages and documents: findings, choices, evidence, sentences."""
