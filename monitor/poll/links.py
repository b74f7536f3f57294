"""Addresses in feeds; the rules are those of `workers.model.links`, which the workers need for pages too."""

from workers.model.links import LONGEST, host_of, same_page, web_link

__all__ = ["LONGEST", "host_of", "same_page", "web_link"]
