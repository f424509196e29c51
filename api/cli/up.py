"""`lingkar up`: from nothing to a service that answers, on the generated sample community."""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from sqlalchemy import func, select

from api.cli.data import show_report
from api.cli.serving import demand_free, running
from api.cli.terminal import KindCommand, complain, language, out, progress_bars, tell
from matcher.access import KeyRole, create_key, verify
from matcher.errors import NotReady
from matcher.i18n import N_, say
from matcher.sample import write_sample
from matcher.settings import Settings, read_settings
from matcher.store.schema import Consent, Enrolment, Member
from matcher.store.session import Store, open_store
from matcher.transfer import import_folder
from models.bundle import BundleError, current_version, open_bundle

HOME = Path("var")
"""Where the sample and the key of `lingkar up` are kept."""
LOG = HOME / "service.log"
HOST = "127.0.0.1"
PATIENCE = 60
"""Seconds the service may take to become ready."""


@click.command("up", cls=KindCommand)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--members", default=15_000, show_default=True, type=click.IntRange(10, 1_000_000))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def up_command(port: int, members: int, workers: int) -> None:
    """Set up what is missing (a generated community, a bundle, a key) and serve it."""
    demand_free(HOST, port, "PORT={} make run")
    options = read_settings()
    with closing(open_store(options.database_url, migrate=True)) as store:
        fill(store, members)
        train_if_needed(options)
        key = demo_key(store, HOME / "key")
        member_id = somebody(store)
    _serve(port, workers, key, member_id)


def fill(store: Store, members: int) -> None:
    """Import a generated community where the store is empty."""
    with store.read() as session:
        known = session.scalar(select(func.count()).select_from(Member)) or 0
    if known:
        tell(N_("1/4  The store has {known} members; nothing to import."), known=known)
        return
    tell(N_("1/4  Generating a sample community of {members} members …"), members=members)
    folder = HOME / "sample"
    now = datetime.now(UTC)
    with progress_bars() as progress:
        write_sample(folder, members=members, seed=0, as_of=now.date(), progress=progress)
        report = import_folder(store, folder, now=now, progress=progress)
    show_report(report)


def train_if_needed(options: Settings) -> None:
    """Train where no bundle is in service."""
    version = current_version(options.bundles)
    if version is not None and _opens(options.bundles, version):
        tell(N_("2/4  The bundle {version} is in service; nothing to train."), version=version)
        return
    tell(N_("2/4  Training …"))
    from train import main  # noqa: PLC0415 (a heavy import that is rarely needed here)

    main(["--lang", language()], standalone_mode=False)


def _opens(bundles: Path, version: str) -> bool:
    try:
        open_bundle(bundles, version)
    except BundleError as error:
        complain(error)
        return False
    return True


def demo_key(store: Store, file: Path) -> str:
    """The key kept in `file`, readable by its owner only; a new one where it is not valid."""
    with store.read() as session:
        known = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        if known and verify(session, known):
            return known
    with store.begin() as session:
        key = create_key(session, KeyRole.EDITOR, "lingkar up", datetime.now(UTC))
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(key + "\n")
    return key


def somebody(store: Store) -> str | None:
    """A member to show, if any told her goals, took a few classes and agreed to suggestions."""
    few = (
        select(Member.member_id)
        .join(Enrolment, Enrolment.member_id == Member.member_id)
        .join(Consent, Consent.member_id == Member.member_id)
        .where(Consent.purpose == "recommend", Consent.withdrawn_at.is_(None))
        .where(Member.goals != "", Enrolment.status == "completed")
        .group_by(Member.member_id)
        .having(func.count().between(2, 4))
        .order_by(Member.member_id)
        .limit(1)
    )
    with store.read() as session:
        return session.scalar(few)


def ask(port: int, path: str, key: str) -> tuple[int, Mapping[str, Any]]:
    """One GET request to the service: status and JSON body; status 0 while nobody listens."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language()}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")
    except (OSError, json.JSONDecodeError):
        return 0, {}
    finally:
        connection.close()


def _serve(port: int, workers: int, key: str, member_id: str | None) -> None:
    """Start gunicorn, show what it answers, stay until stopped."""
    tell(N_("3/4  Starting the service (its log: {log}) …"), log=str(LOG))
    try:
        with LOG.open("wb") as log, running(HOST, port, workers, log=log) as service:
            _await_ready(service.process, port, key)
            _show(port, key, member_id)
            service.wait()
    except KeyboardInterrupt:
        tell(N_("Stopping …"))


def _await_ready(process: "subprocess.Popen[bytes]", port: int, key: str) -> None:
    until = time.monotonic() + PATIENCE
    detail = ""
    while time.monotonic() < until and process.poll() is None:
        status, body = ask(port, "/health/ready", key)
        if status == 200:
            return
        detail = str(body.get("detail", detail))
        time.sleep(0.2)
    if process.poll() is not None:
        raise NotReady(
            N_("The service ended while it started. Its log, {log}, ends with:\n{tail}"),
            log=str(LOG),
            tail="\n".join(LOG.read_text("utf-8").splitlines()[-5:]),
        )
    raise NotReady(
        N_("The service did not become ready within {seconds} seconds. {detail}"),
        seconds=PATIENCE,
        detail=detail,
    )


def _show(port: int, key: str, member_id: str | None) -> None:
    """The address and, for a member, a request to paste and what it answers."""
    address = f"http://{HOST}:{port}"
    tell(N_("4/4  Lingkar answers at {address} (reference: {address}/docs)"), address=address)
    if member_id is not None:
        _show_member(port, key, member_id, address)
    out.print(say(N_("Ctrl-C stops."), language()))


def _show_member(port: int, key: str, member_id: str, address: str) -> None:
    path = f"/v1/members/{quote(member_id, safe='')}/classes?k=3"
    status, answer = ask(port, path, key)
    if status != 200:
        raise NotReady(
            N_("The service is up, but its first answer was status {status}: {detail}"),
            status=str(status),
            detail=str(answer.get("detail", "")),
        )
    out.print()
    tell(N_("What next for the member {member}? Paste:"), member=member_id)
    out.print()
    out.print(f"  curl -H 'Authorization: Bearer {key}' '{address}{path}'")
    out.print()
    for suggestion in answer["suggestions"]:
        out.print(f"  {suggestion['title']}", style="bold")
        for reason in suggestion["reasons"]:
            out.print(f"    {reason['text']}")
    out.print()
