import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import type { ConsoleSource } from '../../../agent/consoles/console.ts';
import { writeBootDisk } from '../../../scripts/guest/bootSector.mjs';

const chardevs = z.object({ return: z.array(z.object({ label: z.string(), filename: z.string() })) });

/** A real QEMU with the boot sector's guest. */
export interface EchoGuest {
  readonly source: ConsoleSource;
  /** Lets the guest run. */
  go(): void;
  log(): Buffer;
  readonly ended: Promise<unknown>;
  remove(): Promise<void>;
}

/** Starts it; its first instruction waits for `go`. */
export async function startEchoGuest(): Promise<EchoGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-guest-'));
  const logPath = join(folder, 'serial0.log');
  writeBootDisk(join(folder, 'disk'));
  const qemu = spawn('qemu-system-x86_64', qemuArguments(join(folder, 'disk'), logPath), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(qemu, 'exit');
  const remove = async () => {
    qemu.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  };
  const ptyPath = await askForPty(qemu).catch(async (error) => {
    await remove();
    throw error;
  });
  return {
    source: {
      alias: 'serial0',
      record: 'log',
      ptyPath,
      logPath,
      qemuPid: qemu.pid ?? -1,
      owner: process.getuid?.() ?? 0,
    },
    go: () => send(qemu, 'cont'),
    log: () => readFileSync(logPath),
    ended,
    remove,
  };
}

const qemuArguments = (disk: string, log: string): string[] => [
  ...['-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'pc,accel=tcg', '-m', '16', '-S'],
  ...['-chardev', `pty,id=serial0,logfile=${log},logappend=on`, '-device', 'isa-serial,chardev=serial0'],
  ...['-drive', `format=raw,file=${disk}`, '-qmp', 'stdio'],
];

const send = (qemu: ChildProcess, command: string): void => {
  qemu.stdin?.write(`${JSON.stringify({ execute: command })}\n`);
};

/** The answer to the second command is the first that is a list. QEMU also says something to people, which is no JSON. */
async function askForPty(qemu: ChildProcess): Promise<string> {
  send(qemu, 'qmp_capabilities');
  send(qemu, 'query-chardev');
  if (!qemu.stdout) throw new Error('no output');
  for await (const line of createInterface(qemu.stdout)) {
    if (!line.startsWith('{')) continue;
    const answer = chardevs.safeParse(JSON.parse(line));
    const serial = answer.data?.return.find(({ label }) => label === 'serial0');
    if (serial) return serial.filename.slice('pty:'.length);
  }
  throw new Error('QEMU ended before it named its PTY');
}
