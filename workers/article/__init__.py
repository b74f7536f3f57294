"""From a page's bytes, a feed's text or a file to a clean article. Knows nothing of relevance, Redis or the network."""
