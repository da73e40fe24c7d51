"""A QEMU that has fallen to its guest: tries what it should not be able to do, and says of each how it went.

Arguments: a JSON object of what there is to be reached. Output: a JSON object, of each attempt `done` or the errno's name.
"""

import ctypes
import errno
import json
import os
import signal
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)
aim = json.loads(sys.argv[1])
results = {}

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
PTRACE_ATTACH = 16
SYS_PIDFD_OPEN, SYS_PIDFD_GETFD, SYS_IO_URING_SETUP = 434, 438, 425
SYS_SOCKET, SYS_PROCESS_VM_READV, SYS_ADD_KEY, SYS_KEYCTL = 41, 310, 248, 250
X32 = 0x40000000


def call(function, *arguments):
    """A C function whose -1 is an error."""
    if function(*arguments) == -1:
        raise OSError(ctypes.get_errno(), "")


def attempt(name):
    """Makes the decorated function an attempt. Each has a process of its own: what one changes is not the next one's."""

    def run(tries):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            said = b"done"
            try:
                tries()
            except OSError as error:
                said = errno.errorcode.get(error.errno, str(error)).encode()
            os.write(write, said)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as answer:
            results[name] = answer.read() or "died"
        os.waitpid(child, 0)

    return run


def opened(path, flags=os.O_RDWR):
    return os.open(path, flags | os.O_NOCTTY | os.O_NONBLOCK)


def connect(address, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_UNIX, kind) as own:
        own.connect(address)


victim = aim["victim"]

for name, path in aim["open"].items():
    attempt(f"open {name}")(lambda path=path: opened(path))
for name, path in aim["read"].items():
    attempt(f"read {name}")(lambda path=path: opened(path, os.O_RDONLY))
for name, address in aim["connect"].items():
    attempt(f"connect to {name}")(lambda address=address: connect(address))
attempt("a signal")(lambda: os.kill(victim, signal.SIGCONT))
for kind in ("mnt", "user", "pid", "net"):
    attempt(f"setns {kind}")(lambda kind=kind: call(libc.setns, opened(f"/proc/{victim}/ns/{kind}", os.O_RDONLY), 0))

attempt("ptrace")(lambda: call(libc.ptrace, PTRACE_ATTACH, victim, None, None))
attempt("the victim’s memory")(lambda: opened(f"/proc/{victim}/mem"))
attempt("the victim’s root")(lambda: os.listdir(f"/proc/{victim}/root/dev"))
attempt("the victim’s descriptors")(lambda: opened(f"/proc/{victim}/fd/0"))
attempt("the victim’s environment")(lambda: opened(f"/proc/{victim}/environ", os.O_RDONLY))
attempt("a file below its working directory")(lambda: opened(f"/proc/{victim}/cwd/etc/passwd", os.O_RDONLY))


@attempt("process_vm_readv")
def _():
    buffer = ctypes.create_string_buffer(8)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    call(libc.syscall, SYS_PROCESS_VM_READV, victim, vector, 1, vector, 1, ctypes.c_long(0))


@attempt("pidfd_getfd")
def _():
    pidfd = libc.syscall(SYS_PIDFD_OPEN, victim, 0)
    call(libc.syscall, SYS_PIDFD_GETFD, pidfd, 0, 0)


@attempt("chroot")
def _():
    os.chroot("/usr")


@attempt("a mount")
def _():
    call(libc.mount, b"none", b"/dev", b"tmpfs", 0, None)


@attempt("a mount in namespaces of its own")
def _():
    call(libc.unshare, CLONE_NEWUSER | CLONE_NEWNS)
    call(libc.mount, b"none", b"/dev", b"tmpfs", 0, None)


@attempt("umount in namespaces of its own")
def _():
    call(libc.unshare, CLONE_NEWUSER | CLONE_NEWNS)
    call(libc.umount2, b"/dev", 2)


@attempt("mknod")
def _():
    os.mknod("/dev/shm/made", 0o60666, os.makedev(7, 7))


@attempt("mknod in namespaces of its own")
def _():
    call(libc.unshare, CLONE_NEWUSER | CLONE_NEWNS)
    os.mknod("/dev/shm/made", 0o60666, os.makedev(7, 7))


@attempt("a pair of Unix sockets")
def _():
    socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)


@attempt("a socket by the numbers of x32")
def _():
    call(libc.syscall, X32 + SYS_SOCKET, socket.AF_UNIX, socket.SOCK_STREAM, 0)


@attempt("a Unix socket with a larger number that ends the same")
def _():
    call(libc.syscall, SYS_SOCKET, ctypes.c_long(1 << 32 | socket.AF_UNIX), socket.SOCK_STREAM, 0)


@attempt("an io_uring")
def _():
    call(libc.syscall, SYS_IO_URING_SETUP, 1, ctypes.create_string_buffer(256))


@attempt("a socket of the internet")
def _():
    socket.socket(socket.AF_INET)


@attempt("a terminal of its own")
def _():
    os.openpty()


@attempt("a set-id program")
def _():
    status = os.system("/usr/bin/su -c true </dev/null >/dev/null 2>&1")
    if status != 0:
        raise PermissionError(errno.EPERM, "")


@attempt("another group")
def _():
    os.setgroups([0])


@attempt("a user’s key")
def _():
    call(libc.syscall, SYS_KEYCTL, 10, -4, b"user", b"virtcell-test", 0)


@attempt("who may open a file of its user")
def _():
    os.chmod(aim["own"], 0o666)


@attempt("the size of a file of its user")
def _():
    os.stat(aim["own"])


@attempt("another length of it")
def _():
    os.truncate(aim["own"], 0)


@attempt("another name of it")
def _():
    os.rename(aim["own"], aim["own"] + ".moved")


attempt("its end")(lambda: os.kill(victim, signal.SIGKILL))

results["descriptors"] = sorted(int(fd) for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}"))
print(json.dumps(results))
