"""One experiment for every attack: real people pooled without their label, scored, then the labels shuffled.

``pool`` builds the experiment, ``shuffle`` gives exact p-values, ``effects`` gives sizes with intervals, ``states``
turns both into words. Nothing here knows an attack; no attack knows a label.
"""
