"""Generated documentation: pages of the rules, the review of all messages, snippets in hand-written pages."""
