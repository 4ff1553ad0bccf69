"""The check digit of alternating weights, printed on accounts, cards and bank references."""


def luhn_digit(digits: str) -> int:
    """The digit that completes ``digits``: weights 2 and 1 from the right, digits of the products
    added, complement to ten. Banks know it as algorithm 00, standards as Luhn or ISO/IEC 7812-1.

    It detects any wrong digit and any swap of neighbours, except 09 for 90.

    :raises ValueError: if ``digits`` is empty or holds anything but 0-9
    """
    if not (digits.isascii() and digits.isdigit()):
        message = f"«{digits}» debe llevar sólo dígitos"
        raise ValueError(message)
    total = 0
    for position, digit in enumerate(reversed(digits)):
        tens, units = divmod(int(digit) * (1 if position % 2 else 2), 10)
        total += tens + units
    return -total % 10
