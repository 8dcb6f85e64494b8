"""Walls around the process that reads strangers' files: no network, no other program, no file but the one it is given.

What a file could make a library do (follow a link, open another file by its name) and what one that has taken over
its reader could do with the rights of the user ends here. On Linux the kernel holds the walls, and no right is needed
to build them: *seccomp* refuses calls, *Landlock* refuses files outside a few folders. Elsewhere, and on an old kernel,
what is left are Python's own calls (:func:`sys.addaudithook`), which a taken-over reader could go around. Once built
they stand until the process ends.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

PYTHONS, CALLS, FILES = "python", "panggilan", "berkas"
"""The walls: of Python's own calls, of the kernel's calls (seccomp), of files (Landlock)."""


def build(folder: Path) -> frozenset[str]:
    """Build the walls this system has; return which stand.

    Parameters
    ----------
    folder
        Of this process: what lies in it may be read and removed, in its part :data:`WORK` written.
    """
    sys.addaudithook(_refuse)
    standing = {PYTHONS}
    if sys.platform == "linux":
        with suppress(OSError):
            _files_only(folder)
            standing.add(FILES)
        with suppress(OSError):
            _no_calls()
            standing.add(CALLS)
    return frozenset(standing)


# --- Python's own calls ------------------------------------------------------------------------------------------

_REFUSED = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "urllib.",
            "ftplib.", "smtplib.", "http.client.", "webbrowser.")  # fmt: skip


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(errno.EACCES, f"a reader of files does not call {event}")


# --- calls to the kernel -----------------------------------------------------------------------------------------

_NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS of linux/prctl.h: no program that it starts has more rights than it, sudo among them."""
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH of linux/audit.h."""
_CALLS = {
    "x86_64": {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "execve": 59, "execveat": 322, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_getfd": 438, "pidfd_send_signal": 424, "tkill": 200,
        "rt_sigqueueinfo": 129, "io_uring_setup": 425, "bpf": 321, "userfaultfd": 323, "perf_event_open": 298,
        "mount": 165, "unshare": 272, "setns": 308, "add_key": 248, "request_key": 249, "keyctl": 250,
        "open_by_handle_at": 304, "chmod": 90, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "lchown": 94,
        "fchownat": 260,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "bind": 200, "listen": 201, "execve": 221, "execveat": 281, "ptrace": 117,
        "process_vm_readv": 270, "process_vm_writev": 271, "pidfd_getfd": 438, "pidfd_send_signal": 424, "tkill": 130,
        "rt_sigqueueinfo": 138, "io_uring_setup": 425, "bpf": 280, "userfaultfd": 282, "perf_event_open": 241,
        "mount": 40, "unshare": 97, "setns": 268, "add_key": 217, "request_key": 218, "keyctl": 219,
        "open_by_handle_at": 265, "fchmodat": 53, "fchmodat2": 452, "fchownat": 54,
    },
}  # fmt: skip
"""What no reader calls, by the numbers of the kernel (asm/unistd_64.h, asm-generic/unistd.h).

Rights and owners of a file by its name are among them, for Landlock does not ask about these: a key file could be laid
open to every user of the machine.
"""
_KILL = {"x86_64": 62, "aarch64": 129}
_OTHER_NUMBERS = 0x4000_0000
"""From here x86_64 numbers its calls once more (x32)."""
_LOAD, _EQUAL, _AT_LEAST, _END = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K of linux/bpf_common.h."""
_NUMBER_AT, _ARCH_AT, _FIRST_AT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0000 | errno.EACCES
_FILTER_MODE, _ALL_THREADS = 1, 1


def _no_calls() -> None:
    """Have the kernel refuse :data:`_CALLS`, in all threads, and signals to any other process."""
    machine = platform.machine()
    if machine not in _CALLS:
        raise OSError(errno.ENOSYS, machine)
    numbers = sorted(_CALLS[machine].values())
    text = _filter(_ARCH[machine], numbers, _KILL[machine], os.getpid())
    code = ctypes.create_string_buffer(text, len(text))
    program = struct.pack("HxxxxxxP", len(text) // 8, ctypes.addressof(code))
    held = ctypes.create_string_buffer(program, len(program))
    _call(_SECCOMP[machine], _FILTER_MODE, _ALL_THREADS, ctypes.addressof(held))


def _filter(arch: int, numbers: list[int], kill: int, own: int) -> bytes:
    """Return the program of the filter: one instruction of eight bytes after the other."""
    end = len(numbers) + 7
    """Where the refusal stands; jumps count from the next instruction."""

    def to_end(at: int) -> int:
        return end - at - 1

    steps = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_EQUAL, 0, to_end(1), arch),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, to_end(3), 0, _OTHER_NUMBERS),
        *((_EQUAL, to_end(4 + place), 0, number) for place, number in enumerate(numbers)),
        (_EQUAL, 0, 3, kill),  # anything else is allowed
        (_LOAD, 0, 0, _FIRST_AT),
        (_EQUAL, 1, 0, own),
        (_END, 0, 0, _REFUSE),
        (_END, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


# --- files -------------------------------------------------------------------------------------------------------

WORK = "kerja"
"""Part of the folder in which is written."""
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_ASKED, _BENEATH = 1, 1
_WRITE, _READ, _LIST, _REMOVE = 1 << 1, 1 << 2, 1 << 3, (1 << 4) | (1 << 5)
_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Rights that each version of Landlock knows (linux/landlock.h); those that are not given are refused."""
_NETWORK, _NETWORK_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6
"""Binding and connecting of TCP; abstract sockets and signals of other processes."""
_TRUNCATE = 1 << 14
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full")
_SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf",
           "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system", "/sys/fs/cgroup")  # fmt: skip


def _files_only(folder: Path) -> None:
    """Have the kernel refuse all files but programs' own and those in ``folder``."""
    version = min(_call(_CREATE, None, 0, _VERSION_ASKED), 7)
    known = _OF_VERSION[min(version, max(_OF_VERSION))]
    handled = struct.pack(
        "QQQ", known, _NETWORK if version >= _NETWORK_SINCE else 0, _SCOPES if version >= _SCOPES_SINCE else 0
    )
    size = 24 if version >= _SCOPES_SINCE else 16 if version >= _NETWORK_SINCE else 8
    rules = _call(_CREATE, ctypes.create_string_buffer(handled, 24), size, 0)
    try:
        for place in _readable():
            _admit(rules, place, (_READ | _LIST) & known)
        for device in map(Path, _DEVICES):
            _admit(rules, device, (_READ | _WRITE | _TRUNCATE) & known)
        _admit(rules, folder, (_READ | _LIST | _REMOVE) & known)
        _admit(rules, folder / WORK, known)
        _call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _readable() -> Iterable[Path]:
    """Yield where programs lie: the system's, Python's, our rooms; never what lies beside them, such as ``var/``."""
    root = Path(__file__).resolve().parents[1]
    yield from map(Path, _SYSTEM)
    yield Path(f"/proc/{os.getpid()}")
    yield from (root / "geo", root / "data")
    for place in {sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path}:
        path = Path(place or ".").resolve()
        if not root.is_relative_to(path) and not Path.home().is_relative_to(path):
            yield path


def _admit(rules: int, path: Path, rights: int) -> None:
    """Allow ``rights`` beneath a path, if it is there."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _READ | _WRITE | _TRUNCATE
        rule = struct.pack("=Qi", rights, place)
        _call(_ADD, rules, _BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(place)


# --- both --------------------------------------------------------------------------------------------------------


def _call(number: int, *arguments: Any) -> int:
    """Call the kernel.

    Raises
    ------
    OSError
    """
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    answer = int(libc.syscall(ctypes.c_long(number), *given))
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer


def give_up_privileges() -> None:
    """Have no program that this process starts win rights."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
