import { lstatSync, readdirSync } from 'node:fs';
import { majorOf, minorOf } from '../../plan/privateDev/deviceNumber.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { readText } from '../host/readText.ts';

/** Unix98 PTY slaves, Documentation/admin-guide/devices.txt; today's kernels put all of them under the first. */
const FIRST_MAJOR = 136;
const LAST_MAJOR = 143;

/** A PTY that QEMU said it made. */
export interface NamedPty {
  readonly ptyPath: string;
  readonly qemuPid: number;
  /** The uid that QEMU runs as: whose the PTY is. */
  readonly owner: number;
}

/**
 * The number N of `/dev/pts/N`, when it is really QEMU's. A name proves nothing: a QEMU that fell to its guest could say
 * the name of its owner's own terminal, and N is another's as soon as it is free. The kernel lists what QEMU holds.
 *
 * @throws VirtcellError `console-unavailable`
 */
export function requireQemuPty({ ptyPath, qemuPid, owner }: NamedPty): number {
  const number = ptyNumber(ptyPath);
  if (number === undefined) throw refused(ptyPath, 'is not the name of a PTY');
  const stats = lstatSync(ptyPath, { throwIfNoEntry: false });
  if (!stats) throw refused(ptyPath, 'is gone');
  const major = majorOf(stats.rdev);
  const isSlave = stats.isCharacterDevice() && major >= FIRST_MAJOR && major <= LAST_MAJOR;
  if (!isSlave || (major - FIRST_MAJOR) * 256 + minorOf(stats.rdev) !== number) throw refused(ptyPath, 'is not a PTY');
  if (stats.uid !== owner) throw refused(ptyPath, 'belongs to another user');
  if (!heldPtys(qemuPid).has(number)) throw refused(ptyPath, 'is not held by this QEMU');
  return number;
}

function ptyNumber(path: string): number | undefined {
  const digits = /^\/dev\/pts\/(0|[1-9][0-9]{0,6})$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const refused = (path: string, why: string): VirtcellError =>
  new VirtcellError({ code: 'console-unavailable', message: `${path} ${why}`, path });

/** The numbers of the PTYs whose master a process has open: `tty-index` in proc_pid_fdinfo(5), Linux 4.14. */
export function heldPtys(pid: number): Set<number> {
  const numbers = new Set<number>();
  for (const fdinfo of fdinfos(pid)) {
    const digits = /^tty-index:\s*(\d+)$/m.exec(fdinfo)?.[1];
    if (digits !== undefined) numbers.add(Number(digits));
  }
  return numbers;
}

/** Of a process that ended there are none. */
function fdinfos(pid: number): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/fdinfo`), []).map((fd) =>
    unlessGone(() => readText(`/proc/${pid}/fdinfo/${fd}`), ''),
  );
}

/** Processes end and descriptors are closed while they are being read about. */
function unlessGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return otherwise;
    }
    throw error;
  }
}
