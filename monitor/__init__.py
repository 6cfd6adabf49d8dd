"""Mostrador: is the person behind the counter looking towards the customer, or down at a device?"""

__version__ = "0.1.0"
