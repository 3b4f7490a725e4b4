"""Imported once, before the memory snapshot is taken, so that its imports are in the snapshot. Called by guest/boot.js."""

# What scripts import most: in the snapshot they cost memory once, outside it time in every script.
import base64  # noqa: F401
import collections  # noqa: F401
import dataclasses  # noqa: F401
import datetime  # noqa: F401
import fnmatch  # noqa: F401
import functools  # noqa: F401
import gc
import hashlib  # noqa: F401
import json  # noqa: F401
import math  # noqa: F401
import random
import re  # noqa: F401
import traceback  # noqa: F401
import typing  # noqa: F401
import urllib.parse  # noqa: F401

import hookloom  # noqa: F401
import hookloom_entry  # noqa: F401
import hookloom_modules
import hookloom_output
import hookloom_walls

hookloom_output.install()
hookloom_modules.install()
hookloom_walls.install()
gc.collect()
# What is here now stays; the collector need not look at it again.
gc.freeze()


def wake(log_descriptor):
    """Called in every isolate, after the snapshot was restored or the modules above were imported."""
    hookloom_output.open_log(log_descriptor)
    # The snapshot holds the generator's state: without this all scripts would draw the same numbers.
    random.seed()
