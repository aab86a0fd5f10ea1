"""TA-Lib as the reference: what it has, on which bars it is asked, and how answers are compared."""
