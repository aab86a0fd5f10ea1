"""Declarations of the cycle group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(parameters={}, scaled={})
