"""How the server behaves behind all pages: what a session may hand in, what is kept, sent and given back."""
