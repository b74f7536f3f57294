"""The `marsad` command as click sees it. Knows the names of the commands, and loads one when it is asked for."""

import importlib
from importlib.metadata import version

import click

from monitor.cli.main import COMMANDS


class LazyGroup(click.Group):
    """Imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`--config` may also stand behind the command, where people look for it."""
        return super().parse_args(ctx, config_first(args))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " `marsad --help` lists them."
            raise click.UsageError(f"there is no command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


def config_first(args: list[str]) -> list[str]:
    """The arguments with `--config FILE` or `--config=FILE` moved to the front; nothing behind `--` is touched."""
    end = args.index("--") if "--" in args else len(args)
    for number, argument in enumerate(args[:end]):
        if argument.startswith("--config="):
            return [argument, *args[:number], *args[number + 1 :]]
        if argument == "--config" and number + 1 < end:
            return [argument, args[number + 1], *args[:number], *args[number + 2 :]]
    return args


def print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"marsad {version('marsad')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", "config_path", type=click.Path(dir_okay=False), help="The configuration file (marsad.toml).")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="The version.")
@click.pass_context
def group(ctx: click.Context, config_path: str | None) -> None:
    """Marsad (مرصد, "observatory") watches the world's news for what concerns Idlib and Syria.

    It polls feeds, extracts and grades the articles, puts what is relevant on a Redis stream, and sends webhook alerts.
    Start with `marsad demo`, then `marsad run`.

    Data goes to stdout, messages to stderr; every command that prints data takes --json.
    Exit codes: 0 ok, 1 failed, 2 usage or configuration, 3 partly failed, 4 Redis out of reach or unsuitable,
    5 unhealthy, 130 interrupted.
    """
    ctx.obj = config_path
