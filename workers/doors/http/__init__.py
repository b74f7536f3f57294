"""HTTP, outgoing only: URLs and addresses are vetted, bodies are bounded, failures have names."""
