import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import type { QemuCommand } from '../../../plan/commandLine/qemuCommand.ts';
import { acceptedDomains } from './sampleDomains.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-args-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('QEMU accepts every option, paused before the first instruction', () => {
  test.each(Object.entries(acceptedDomains))('%s', async (name, domain) => {
    const command = commandLine(withFilesIn(folder, domain));
    makeImages(domain);
    const others = listenOn(domain);
    const devices = await startAndQuit(command, join(folder, `${name}.qmp`)).finally(() => {
      for (const other of others) other.close();
    });
    expect(devices).toEqual(expect.arrayContaining(deviceIds(command)));
  });
});

/** The sample's example folders, replaced by one that exists. */
function withFilesIn(dir: string, domain: Domain): Domain {
  return JSON.parse(JSON.stringify(domain).replaceAll(/\/(images|logs|run|run\/virtcell)\/(?=[^/"]*")/g, `${dir}/`));
}

function makeImages({ disks, os }: Domain): void {
  for (const { source, format } of disks) {
    if (!source) continue;
    execFileSync('qemu-img', ['create', '-q', '-f', format, inFolder(source), '1M']);
  }
  for (const image of [os.kernel, os.initrd]) if (image) writeFileSync(inFolder(image), linuxHeader());
}

/** As much of a bzImage as QEMU looks at (Linux boot protocol): magic, version, highest address of a RAM disk. */
function linuxHeader(): Buffer {
  const image = Buffer.alloc(8192);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(0x020c, 0x206);
  image.writeUInt32LE(0x37ffffff, 0x22c);
  return image;
}

/** The other end of every socket that QEMU connects to. */
function listenOn({ characterDevices }: Domain): Server[] {
  return characterDevices.flatMap(({ backend }) =>
    backend.type === 'unix' && backend.mode === 'connect' ? [createServer().listen(inFolder(backend.socket))] : [],
  );
}

const inFolder = ({ path }: { readonly path: string }) => join(folder, basename(path));

/** Runs QEMU with its descriptors in place. @returns the ids of its devices */
async function startAndQuit(command: QemuCommand, socketPath: string): Promise<string[]> {
  const listening = createServer().listen(`${socketPath}.bound`);
  await once(listening, 'listening');
  // Closing the server removes the name that it was bound to; the socket that QEMU inherits keeps this one.
  renameSync(`${socketPath}.bound`, socketPath);
  const qemu = spawn(command.emulator, command.argv.slice(1), { stdio: stdioOf(command, listening) });
  listening.close();
  const complaint = qemu.stderr?.setEncoding('utf8').toArray();
  const ended = once(qemu, 'exit');
  try {
    const devices = await askAndQuit(socketPath);
    expect(await ended).toEqual([0, null]);
    return devices;
  } catch (error) {
    qemu.kill('SIGKILL');
    throw new Error(`QEMU said: ${(await complaint)?.join('')}`, { cause: error });
  }
}

type Stdio = 'ignore' | 'pipe' | number;

function stdioOf({ fds }: QemuCommand, monitor: Server): Stdio[] {
  const stdio: Stdio[] = ['ignore', 'ignore', 'pipe'];
  for (const each of fds) {
    while (stdio.length < each.fd) stdio.push('ignore');
    stdio[each.fd] =
      each.purpose === 'monitor' ? descriptorOf(monitor) : openSync(join(folder, `${each.alias}.log`), 'a');
  }
  return stdio;
}

/** Node keeps the number of a listening socket to itself. */
function descriptorOf(server: Server): number {
  return (server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}

async function askAndQuit(path: string): Promise<string[]> {
  const socket = connect(path);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async () => {
    const line = await lines.next();
    return line.done ? undefined : JSON.parse(line.value);
  };
  const ask = async (execute: string, parameters?: object) => {
    socket.write(`${JSON.stringify({ execute, arguments: parameters })}\n`);
    return (await answer())?.return;
  };
  expect(await answer()).toHaveProperty('QMP');
  await ask('qmp_capabilities');
  expect(await ask('query-status')).toMatchObject({ status: 'prelaunch', running: false });
  const devices = await ask('qom-list', { path: '/machine/peripheral' });
  await ask('quit');
  socket.destroy();
  return devices.map(({ name }: { name: string }) => name);
}

function deviceIds({ argv }: QemuCommand): string[] {
  return argv.flatMap((word, i) => (argv[i - 1] === '-device' ? [JSON.parse(word).id] : []));
}
