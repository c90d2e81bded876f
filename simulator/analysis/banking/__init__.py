"""What bad times do to the book of one bank: losses, loan classes, provisions, capital, with and without the scheme."""
