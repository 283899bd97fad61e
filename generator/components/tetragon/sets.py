"""The built-in policies: which kernel functions each watches, and with what arguments.

Argument types and operators: CRD of Tetragon 1.7. Hooks are system calls, which every kernel has, or LSM hooks and
functions that upstream's own examples use (cilium/tetragon v1.7.0, examples/).
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.core.artifact import Json

SHELLS = tuple(
    f"{folder}/{shell}" for folder in ("/bin", "/usr/bin") for shell in ("ash", "bash", "dash", "ksh", "sh", "zsh")
)
SECRETS = ("/etc/gshadow", "/etc/shadow", "/etc/sudoers")
SECRET_FOLDERS = ("/etc/kubernetes/pki/", "/root/.ssh/")
MINING = ("3333", "4444", "5555", "7777", "9999", "14433", "14444", "45560", "45700")
"""Ports on which mining pools usually listen (Stratum). A habit, no standard: an alert, not a proof."""
RAW = ("3", "2051", "524291", "526339")
"""SOCK_RAW, alone and with SOCK_NONBLOCK and SOCK_CLOEXEC (include/linux/net.h)."""
PACKET = "17"
"""AF_PACKET (include/linux/socket.h)."""
ROOT = "0"


def _match(index: int, operator: str, values: Iterable[str]) -> Json:
    return {"matchArgs": [{"index": index, "operator": operator, "values": list(values)}]}


def _call(name: str, message: str, args: Iterable[str] = (), selectors: Iterable[Json] = ()) -> Json:
    """A system call."""
    return {**_function(f"sys_{name}", message, args, selectors), "syscall": True}


def _function(name: str, message: str, args: Iterable[str] = (), selectors: Iterable[Json] = ()) -> Json:
    """A function of the kernel."""
    hook: Json = {"call": name, "message": message, "syscall": False}
    typed = [{"index": index, "type": kind} for index, kind in enumerate(args)]
    wanted = list(selectors)
    return {**hook, **({"args": typed} if typed else {}), **({"selectors": wanted} if wanted else {})}


def _files(name: str, message: str, kind: str) -> Json:
    selectors = (_match(0, "Equal", SECRETS), _match(0, "Prefix", SECRET_FOLDERS))
    return _function(name, message, (kind,), selectors)


def _unprivileged(capability: str, selector: Json | None = None) -> Json:
    """Only of processes that lack a capability.

    Container runtimes become root and change namespaces themselves, with all capabilities, in each container that they
    start: without this limit every start would be an alert, or with `kill` no container would start.
    """
    lacking = {"type": "Effective", "operator": "NotIn", "isNamespaceCapability": False, "values": [capability]}
    return {**(selector or {}), "matchCapabilities": [lacking]}


def _root(index: int) -> Json:
    return _unprivileged("CAP_SETUID", _match(index, "Equal", (ROOT,)))


SETS: dict[str, tuple[Json, ...]] = {
    "privilege-escalation": (
        _call("setuid", "A process tries to become root", ("int",), (_root(0),)),
        _call("setreuid", "A process tries to become root", ("int", "int"), (_root(0), _root(1))),
        _call("setresuid", "A process tries to become root", ("int", "int", "int"), (_root(0), _root(1))),
        _function(
            "create_user_ns", "A process makes a namespace in which it is root", ("nop",),
            (_unprivileged("CAP_SYS_ADMIN"),),
        ),
    ),
    "sensitive-files": (
        _files("security_file_permission", "A secret file is read or written", "file"),
        _files("security_mmap_file", "A secret file is mapped", "file"),
        _files("security_path_truncate", "A secret file is emptied", "path"),
    ),
    "kernel-modules": (
        _call("init_module", "A kernel module is loaded"),
        _call("finit_module", "A kernel module is loaded"),
        _call("delete_module", "A kernel module is removed", ("string",)),
    ),
    "namespace-change": (
        _call("unshare", "A process leaves its namespaces", ("int",), (_unprivileged("CAP_SYS_ADMIN"),)),
        _call("setns", "A process enters other namespaces", ("int", "int"), (_unprivileged("CAP_SYS_ADMIN"),)),
    ),
    "raw-sockets": (
        _call(
            "socket", "A raw socket is opened", ("int", "int"), (_match(1, "Equal", RAW), _match(0, "Equal", (PACKET,)))
        ),
    ),
    "shell-in-container": (
        _function("security_bprm_check", "A shell is started", ("linux_binprm",), (_match(0, "Equal", SHELLS),)),
    ),
    "crypto-miner-ports": (
        _function("tcp_connect", "A port of mining pools is called", ("sock",), (_match(0, "DPort", MINING),)),
    ),
}  # fmt: skip
ON_NODES = frozenset({"kernel-modules"})
"""Sets that also mean processes of the node itself, while nobody names pods or namespaces."""


def killing(hooks: Iterable[Json]) -> list[Json]:
    """The same hooks, each ending the process that calls it."""
    action = {"matchActions": [{"action": "Sigkill"}]}
    every: tuple[Json, ...] = ({},)
    return [{**hook, "selectors": [{**one, **action} for one in hook.get("selectors") or every]} for hook in hooks]
