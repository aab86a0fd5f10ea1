"""Declarations of the volume group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(parameters={}, scaled={})
