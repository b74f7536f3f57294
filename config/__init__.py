"""What the operator says: settings, sources, topics, gazetteer. Imports none of ours."""
