"""A wave before its decisions: plan, calendar, quotas, documents, posts offered, officials put forward."""
