"""How often the privacy checks cry wolf, and how often they see a planted leak. See ``__main__``."""
