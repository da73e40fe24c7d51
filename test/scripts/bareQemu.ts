/** Real QEMU without any of our product around it: what a guest does on its serial line, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const QEMU = '/usr/bin/qemu-system-x86_64';

export interface BareQemu {
  /** Resolves once the serial line has printed `text`; rejects when QEMU ends before. */
  see(text: string): Promise<void>;
  type(text: string): void;
  /** Everything printed so far. */
  printed(): string;
  /** Sends a QMP command without looking at its answer. */
  command(name: string): void;
  /** Exit code and signal. */
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
  /** Ends QEMU if it still runs and removes what was made. */
  clear(): Promise<void>;
}

/** Starts QEMU under TCG with COM1 and the monitor on sockets; `prepare` gets an empty folder and returns more arguments. */
export async function startBareQemu(prepare: (folder: string) => string[]): Promise<BareQemu> {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-qemu-'));
  const [serialAt, monitorAt] = [join(folder, 'serial'), join(folder, 'monitor')];
  const [serialServer, monitorServer] = [await listen(serialAt), await listen(monitorAt)];
  const arrived = Promise.all([firstPeer(serialServer), firstPeer(monitorServer)]);
  const child = spawn(
    QEMU,
    [
      ...['-accel', 'tcg', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
      ...['-chardev', `socket,id=serial,path=${serialAt}`, '-serial', 'chardev:serial'],
      ...['-chardev', `socket,id=monitor,path=${monitorAt}`, '-mon', 'chardev=monitor,mode=control'],
      ...prepare(folder),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const complaint = collect(child);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const failed = ended.then(() => Promise.reject(new Error(`QEMU ended: ${complaint()}`)));
  failed.catch(() => {});
  const clear = async () => {
    child.kill('SIGKILL');
    await ended;
    for (const server of [serialServer, monitorServer]) server.close();
    rmSync(folder, { recursive: true });
  };
  try {
    const [serial, monitor] = await Promise.race([arrived, failed]);
    monitor.resume();
    // QEMU ends with answers unread; `ended` says so.
    monitor.on('error', () => {});
    monitor.write('{"execute":"qmp_capabilities"}\n');
    const line = watch(serial);
    return {
      see: (text) => Promise.race([line.see(text), failed]),
      type: (text) => void serial.write(Buffer.from(text, 'latin1')),
      printed: line.printed,
      command: (name) => void monitor.write(`${JSON.stringify({ execute: name })}\n`),
      ended,
      clear,
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

async function listen(path: string): Promise<Server> {
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  return server;
}

async function firstPeer(server: Server): Promise<Socket> {
  const [socket] = (await once(server, 'connection')) as [Socket];
  return socket;
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return () => text;
}

function watch(socket: Socket) {
  let text = '';
  const waiting = new Map<string, () => void>();
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1');
    for (const [wanted, resolve] of waiting) if (text.includes(wanted)) resolve();
  });
  socket.on('error', () => {});
  const see = (wanted: string) =>
    new Promise<void>((resolve) => {
      if (text.includes(wanted)) resolve();
      else waiting.set(wanted, resolve);
    });
  return { see, printed: () => text };
}
