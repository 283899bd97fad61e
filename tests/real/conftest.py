"""Programs and servers as fixtures; a table at the end says which programs ran."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.real import crds, namespaces
from tests.real.control_plane import JUDGES, serve
from tests.real.programs import PROGRAMS, NotRun
from tests.real.server import Server

Find = Callable[[str], Path]
Network = Callable[[int], AbstractContextManager[Sequence[namespaces.Namespace]]]

_ASKED = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_ASKED] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.real)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that does not run must say what it needs: any other skip is a failure."""
    report = yield
    if report.skipped and "not run: needs " not in str(report.longrepr) and Path(__file__).parent in item.path.parents:
        report.outcome = "failed"
        report.longrepr = f"skipped without saying what it needs: {report.longrepr}"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under pytest-xdist a worker hands what it asked for to the process that reports."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["real programs"] = session.config.stash[_ASKED]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_ASKED].update(getattr(node, "workeroutput", {}).get("real programs", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    asked = config.stash[_ASKED]
    if not asked:
        return
    terminalreporter.section("real programs")
    for name in sorted(asked):
        program = PROGRAMS.get(name)
        version = program.version() if program else ""
        terminalreporter.write_line(f"{name:<26} {version or '-':<10} {asked[name]}")


@pytest.fixture(scope="session")
def need(pytestconfig: pytest.Config) -> Find:
    """Finds programs; a test that asks for a missing one is skipped as "not run: needs X"."""

    def find(name: str) -> Path:
        found = PROGRAMS[name].path()
        if isinstance(found, NotRun):
            pytestconfig.stash[_ASKED][name] = f"not run: {found.why}"
            pytest.skip(found.reason)
        pytestconfig.stash[_ASKED][name] = "ran"
        return found

    return find


@pytest.fixture(scope="session")
def bare_server(need: Find, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One API server for the whole run, without custom kinds."""
    programs = {name: need(name) for name in JUDGES}
    with serve(programs, tmp_path_factory.mktemp("api-server")) as server:
        yield server


@pytest.fixture(scope="session")
def api_server(bare_server: Server) -> Server:
    """The run's API server with every custom kind that we emit, at the newest supported versions."""
    bare_server.install(crds.chosen())
    return bare_server


@pytest.fixture
def make_network() -> Network:
    """Makes network namespaces (see `namespaces.network`)."""
    if not namespaces.can_be_made():
        pytest.skip(namespaces.NEEDS.reason)
    return namespaces.network
