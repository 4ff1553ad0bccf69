"""Entry point of ``caudal``: subcommands are imported only when asked for."""

from importlib import import_module

import click

COMMANDS = {
    "audit": "audit:audit",
    "bench": "bench:bench",
    "db": "db:db",
    "demo": "demo:demo",
    "import": "import_files:import_files",
    "migrate": "migrate:migrate",
    "owrs": "owrs:owrs",
    "run": "run:run",
    "serve": "serve:serve",
    "setup": "setup:setup",
    "tariffs": "tariffs:tariffs",
    "user": "user:user",
    "verify": "verify:verify",
    "worker": "worker:worker",
}


class LazyGroup(click.Group):
    """Starts fast: ``caudal db status`` does not load the billing engines."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(f"caudal.interfaces.commands.{module}"), attribute)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="caudal")
def main() -> None:
    """Caudal: el sistema comercial abierto para organismos operadores de agua."""
