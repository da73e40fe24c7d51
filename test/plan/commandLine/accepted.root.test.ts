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
import { hardwareSamples } from './hardwareSamples.ts';
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

/* What needs hardware ends at the first piece of it that is not there; whatever QEMU does not understand, it says before. */
describe('QEMU understands options for hardware, and misses only the hardware', () => {
  test.each<[string, string, RegExp]>([
    ['a PCI device', 'hostdev0', /no such host device/],
    ['a USB device', 'hostdev3', /failed to find host usb device/],
    ['a SCSI device', 'hostdev4', /Could not open '\/dev\/sg\[2:0:0:1\]'/],
    ['a target of the kernel', 'hostdev5', /open vhost char device failed|vhost-scsi/],
    ['a mediated device', 'hostdev6', /no such host device/],
  ])('%s', async (_, alias, missing) => {
    const { domain } = required(hardwareSamples['host-devices']);
    const hostDevices = domain.hostDevices.filter((each) => each.alias === alias);
    expect(await complaintOf({ ...domain, hostDevices })).toMatch(missing);
  });

  test.each<[string, number, RegExp]>([
    ['an NVMe disk', 0, /Failed to open \/dev\/vfio\/vfio|no such host device|IOMMU/],
    ['reservations', 2, /Failed to connect to '\/run\/pr,helper.sock'/],
  ])('%s', async (_, index, missing) => {
    const { domain } = required(hardwareSamples['nvme-and-reservations']);
    expect(await complaintOf({ ...domain, disks: domain.disks.slice(index, index + 1) })).toMatch(missing);
  });
});

describe('QEMU makes memory devices of files', () => {
  test.each(['persistent-memory', 'persistent-memory-q35'])('%s', async (name) => {
    const domain = withFilesIn(folder, required(hardwareSamples[name]).domain);
    for (const each of domain.memoryDevices) if ('source' in each) writeFileSync(each.source.path, '');
    const devices = await startAndQuit(commandLine(domain), join(folder, 'memory.qmp'));
    expect(devices).toEqual(expect.arrayContaining(['nvdimm0', 'nvdimm1', 'virtiopmem0']));
  });
});

test('QEMU takes a data file by the path that it is told', async () => {
  const image = join(folder, 'vda.img');
  const data = join(folder, 'vda.raw');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', 'data_file=vda.raw', 'vda.img', '1M'], {
    cwd: folder,
  });
  const domain = withFilesIn(folder, required(hardwareSamples['data-file']).domain);
  const told = { backingChains: { [image]: [{ path: data, format: 'raw', dataOf: image }] } };
  const plain = { ...domain, disks: domain.disks.map(({ cache, ...rest }) => rest) };
  expect(await startAndQuit(commandLine(plain, told), join(folder, 'data.qmp'))).toContain('virtio-disk0');
  expect(await complaintOf(plain)).toMatch(/Could not open 'vda.raw'/);
});

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such sample');
  return value;
}

/** What QEMU ends with. */
async function complaintOf(domain: Domain): Promise<string> {
  const error = await startAndQuit(commandLine(domain), join(folder, 'complaint.qmp')).catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message;
}

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
