"""From an item to those who wait for it: stream fields, alert rules, webhook bodies, signatures. Decisions are pure."""
