"""The names of a town for SQL: people, streets and colonias as often as they are met.

From the lists of the demonstration town. A number finds its word among a thousand places, so that a
common surname is met as often among a million accounts as among ten.
"""

import psycopg

from caudal.adapters.packs.demo_town import read_demo_town
from caudal.engines.demo_town.description import Words
from caudal.kernel.search_keys import search_key

PLACES = 1000
_PARTS = (
    "", " Norte", " Sur", " Oriente", " Poniente", " Ampliación", " Segunda Sección",
    " Tercera Sección",
)  # fmt: skip

_TABLE = (
    "CREATE TEMP TABLE word (list text, place bigint, word text, key text,"
    " PRIMARY KEY (list, place))"
)
# The word of a list for a number: any two lists, and any two numbers, are independent.
_CHOICE = (
    "CREATE FUNCTION pg_temp.place_of(number bigint, salt bigint, places bigint) RETURNS bigint"
    " LANGUAGE sql IMMUTABLE AS"
    " $$ SELECT (hashint8extended(number, salt) & 9223372036854775807) % places $$"
)


def load_words(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make the temporary table ``word`` and the function ``pg_temp.place_of`` of a connection."""
    _, lists = read_demo_town()
    given = Words(
        words=(*lists.women.words, *lists.men.words),
        weights=(*lists.women.weights, *lists.men.weights),
    )
    owner.execute(_TABLE)
    owner.execute(_CHOICE)
    with owner.cursor() as cursor, cursor.copy("COPY word FROM STDIN") as copy:
        for name, words in (
            ("given", given),
            ("surname", lists.surnames),
            ("street", lists.streets),
        ):
            for place, word in enumerate(_spread(words)):
                copy.write_row((name, place, word, search_key(word)))
    owner.execute("ANALYZE word")


def colonias() -> list[str]:
    """Some two hundred names, as a town of that size has."""
    _, lists = read_demo_town()
    return list(dict.fromkeys(f"{one.name}{part}" for one in lists.colonias for part in _PARTS))


def _spread(words: Words) -> list[str]:
    """A word for each place, in proportion to its weight."""
    total, spread, reached = sum(words.weights), list[str](), 0
    for word, weight in zip(words.words, words.weights, strict=True):
        reached += weight
        spread += [word] * (PLACES * reached // total - len(spread))
    return spread
