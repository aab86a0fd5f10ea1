"""Declarations of the price group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(parameters={"avgdev": [(5,), (100,)]}, scaled={})
