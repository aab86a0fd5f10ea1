"""Declarations of the price group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(parameters={}, scaled={})
