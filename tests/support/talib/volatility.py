"""Declarations of the volatility group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(parameters={}, scaled={})
