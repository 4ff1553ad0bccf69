"""The ways in: staff screens, commands and jobs. Each translates its input and calls one use
case.
"""
