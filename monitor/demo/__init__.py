"""`marsad demo`: a folder of articles served as news sites, the daemon run on them. Nothing leaves the machine."""
