"""``caudal user``: operators, from the machine where the system runs."""

import json

import click

from caudal.interfaces.commands.passwords import asked_password
from caudal.interfaces.commands.runtime import connect_as, explained

PASSWORD_VARIABLE = "CAUDAL_USER_PASSWORD"  # noqa: S105 - the name of a variable
_PASSWORD_HELP = f"La contraseña se pide, o se toma de {PASSWORD_VARIABLE}."


@click.group()
def user() -> None:
    """Da de alta operadores y repone contraseñas."""


@user.command(help=f"Da de alta a un operador con sus roles. {_PASSWORD_HELP}")
@click.argument("username", metavar="USUARIO")
@click.option("--name", "full_name", required=True, help="Nombre completo.")
@click.option("--role", "roles", multiple=True, required=True, help="Rol; puede repetirse.")
@click.option("--branch", "branch_code", help="Clave de su sucursal.")
@click.option("--email", default="", help="Correo.")
@explained
def create(
    *, username: str, full_name: str, roles: tuple[str, ...], branch_code: str | None, email: str
) -> None:
    """The person must change the password at the first login."""
    connect_as("caudal_app")
    from caudal.domain.platform.queries.operators import the_branch, the_roles
    from caudal.interfaces.clock import now
    from caudal.usecases.register_operator import register_operator

    register_operator(
        username=username,
        full_name=full_name,
        email=email,
        roles=the_roles(names=roles),
        branch=the_branch(code=branch_code) if branch_code else None,
        password=asked_password(variable=PASSWORD_VARIABLE, prompt=f"Contraseña de {username}"),
        acting_user=None,
        at=now(),
    )
    click.echo(f"Operador {username} dado de alta; cambiará su contraseña al entrar.")


@user.command(help=f"Repone la contraseña de un operador y cierra sus sesiones. {_PASSWORD_HELP}")
@click.argument("username", metavar="USUARIO")
@explained
def passwd(*, username: str) -> None:
    """The person must change it at the next login."""
    connect_as("caudal_app")
    from caudal.domain.platform.queries.operators import the_operator
    from caudal.interfaces.clock import now
    from caudal.usecases.change_password import reset_password

    person = the_operator(username=username)
    reset_password(
        user=person,
        password=asked_password(variable=PASSWORD_VARIABLE, prompt=f"Contraseña de {username}"),
        acting_user=None,
        at=now(),
    )
    click.echo(f"Contraseña de {person.username} repuesta; la cambiará al entrar.")


@user.command("list", help="Muestra los operadores y sus roles.")
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def list_operators(*, as_json: bool) -> None:
    """Everybody, active or not."""
    connect_as("caudal_app")
    from caudal.domain.platform.queries.operators import everybody

    people = [
        {
            "username": person.username,
            "name": person.full_name,
            "roles": ", ".join(sorted(role.name for role in person.groups.all())),
            "branch": person.branch.code if person.branch else "",
            "active": person.is_active,
        }
        for person in everybody()
    ]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False, indent=2))
        return
    if not people:
        click.echo("Aún no hay operadores: cree el primero con «caudal user create».")
    for row in people:
        state = "" if row["active"] else "  (de baja)"
        click.echo(f"{row['username']:<20} {row['name']:<30} {row['roles']}{state}")
