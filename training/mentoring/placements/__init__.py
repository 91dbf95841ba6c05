"""Where somebody goes after the posting: proposal, decision, and the follow-up three months later."""
