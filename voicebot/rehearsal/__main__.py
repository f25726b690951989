"""`python -m voicebot.rehearsal`: runs a rehearsal network until it is interrupted."""

import asyncio
import json
from pathlib import Path

import click

from voicebot.rehearsal.errors import RehearsalError
from voicebot.rehearsal.faults import Faults
from voicebot.rehearsal.network import Network
from voicebot.rehearsal.people.habits import PRESETS, Habits
from voicebot.rehearsal.settings import Settings


@click.command()
@click.option("--bind", default="127.0.0.1:8010", show_default=True, help="Loopback address; port 0 picks a free one.")
@click.option("--account-sid", envvar="TWILIO_ACCOUNT_SID", required=True, help="AC and 32 hexadecimal digits.")
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", required=True, help="Better given in the environment.")
@click.option("--caller-number", "caller_numbers", multiple=True, envvar="TWILIO_CALLER_ID", required=True,
              help="A number the account owns (E.164); may be repeated.")  # fmt: skip
@click.option("--api-key", envvar="TWILIO_API_KEY", help="Another user name for the API, with its secret.")
@click.option("--api-secret", envvar="TWILIO_API_SECRET", help="Better given in the environment.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
@click.option("--habits", default="typical", show_default=True,
              help=f"A preset ({', '.join(PRESETS)}), or a JSON file of rates.")  # fmt: skip
@click.option("--calls-per-second", default=1.0, show_default=True, help="Beyond it calls queue.")
@click.option("--concurrent-calls", default=20, show_default=True, help="Beyond it creating one is refused.")
@click.option("--speed", default=0.0, show_default=True, help="Seconds of conversation a real second; 0 never waits.")
@click.option("--fault", "faults", multiple=True, help="A fault and its probability, such as lose_callback=0.1.")
@click.option("--transcripts", is_flag=True, help="Keep what was heard and pressed.")
def main(faults: tuple[str, ...], habits: str, caller_numbers: tuple[str, ...], **options: object) -> None:
    """Run a telephone network for rehearsals, as Twilio's voice API on loopback.

    \b
    Example: python -m voicebot.rehearsal --caller-number +442079460000 --seed 7
    """  # noqa: D301 - click's \b keeps the line
    try:
        settings = Settings(
            caller_numbers=frozenset(caller_numbers),
            habits=_habits(habits),
            faults=_faults(faults),
            **options,  # type: ignore[arg-type]
        )
    except RehearsalError as error:
        raise click.ClickException(str(error)) from error
    try:
        asyncio.run(_serve(settings))
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {settings.bind}: {error.strerror}.") from error
    except KeyboardInterrupt:
        click.echo("Rehearsal network stopped.")


async def _serve(settings: Settings) -> None:
    async with Network(settings) as network:
        click.echo(f"Rehearsal network ready at {network.base_url}")
        await asyncio.Event().wait()


def _habits(text: str) -> Habits:
    if text in PRESETS:
        return PRESETS[text]
    path = Path(text)
    if not path.is_file():
        return Habits.read(text)
    try:
        return Habits.read("typical", json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise click.BadParameter("The file of habits is a JSON object of rates.", param_hint="--habits") from error


def _faults(texts: tuple[str, ...]) -> Faults:
    named = (text.partition("=") for text in texts)
    try:
        return Faults.read({name: float(value) for name, _, value in named})
    except ValueError as error:
        raise click.BadParameter("A fault is written such as lose_callback=0.1.", param_hint="--fault") from error


if __name__ == "__main__":
    main()
