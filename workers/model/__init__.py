"""The values that travel through the pipeline. Know nothing of network, Redis or clocks."""
