"""How the schema came to be, step by step; part of the installed package."""
