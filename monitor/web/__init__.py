"""The role `web`: health probes, metrics and a status page. Reads only; has no cookies and no forms."""
