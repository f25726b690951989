"""The commands on the database itself."""

import click

from voicebot.commands.output import working
from voicebot.settings import read_settings
from voicebot.store.engine import is_current, make_engine, upgrade


@click.group()
def db() -> None:
    """The database: bring it up to date."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Make the database, or bring its tables up to date; what is in it stays.

    \b
    python -m voicebot db upgrade
    """
    engine = make_engine(read_settings().database_url.get_secret_value())
    if is_current(engine):
        click.echo("The database was up to date already.")
        return
    with working("Bringing the database up to date"):
        upgrade(engine)
    click.echo("The database is up to date.")
