"""Whether what is computed at a bar depends on anything but the bars up to it.

A subject (a strategy, expressions, or any function of a frame) is computed from all the bars and
again from less: the bars up to an instant, one bar after the other, one symbol alone. The answers
must be equal to the last bit; the first that is not is the counter-example.
"""

from pytoolkit.certificate.result import Certificate, Check, CounterExample
from pytoolkit.certificate.run import Subject, certify

__all__ = ["Certificate", "Check", "CounterExample", "Subject", "certify"]
