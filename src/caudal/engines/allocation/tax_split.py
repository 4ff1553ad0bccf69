"""How much of a charge's open amount is tax, by cumulative difference.

The tax settled so far is always the tax of the settled part, rounded once from the whole charge;
each payment takes the difference. However many payments there are, base and tax end exact.
"""

from caudal.kernel.rounding import Integers, Tie, divide_rounding


def proportional_open_tax(*, amount: Integers, tax: Integers, open_amount: Integers) -> Integers:
    """The tax in what is open of a charge of ``amount``, all in centavos, integers or columns."""
    settled_tax = divide_rounding(tax * (amount - open_amount), amount, Tie.HALF_UP)
    open_tax: Integers = tax - settled_tax
    return open_tax


def tax_of_payment(*, paid: int, amount: int, tax: int, open_amount: int, open_tax: int) -> int:
    """The tax that a payment of ``paid`` centavos settles.

    After an out-of-order reversal ``open_tax`` may be a centavo off the proportion; the payment
    returns to it as far as neither its base nor the rest's becomes negative.
    """
    open_after = open_amount - paid
    target = proportional_open_tax(amount=amount, tax=tax, open_amount=open_after)
    open_tax_after = max(open_tax - paid, min(target, open_tax, open_after))
    return open_tax - open_tax_after
