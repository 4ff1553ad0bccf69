"""The address of the web, tried before anything is started."""

import socket

import pytest

from caudal.adapters.supervision import AddressRefused, refuse_unusable_address


def test_a_second_server_is_told_where_the_first_one_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(AddressRefused, match=f"ábralo en http://127.0.0.1:{port}/"):
            refuse_unusable_address(host="127.0.0.1", port=port)


def test_a_free_address_stays_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
    refuse_unusable_address(host="127.0.0.1", port=port)
    refuse_unusable_address(host="127.0.0.1", port=port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(AddressRefused, match="no es de este equipo"):
        refuse_unusable_address(host="203.0.113.9", port=8000)
