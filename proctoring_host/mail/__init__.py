"""Status mails: which templates are tried (`resolve`), what they may say (`context`), writing and sending them."""
