import { dirname } from 'node:path';
import type { Domain, HostFile } from '../../../domain-xml/model/domain.ts';
import { pciName } from '../../../domain-xml/model/hardware.ts';
import type { QemuCommand } from '../../../plan/commandLine/qemuCommand.ts';
import { needsUnixSockets } from '../../../plan/commandLine/unixSockets.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { hardwareNodes, hasVfio } from '../../../plan/privateDev/hardwareNodes.ts';
import type { BackingImage, HardwareFacts } from '../../../plan/privateDev/hostFacts.ts';
import type { AgentConfig } from '../../access/config.ts';
import type { Identity } from '../../host/asCaller.ts';
import {
  type DevSpec,
  type LaunchSpec,
  type PathRights,
  type PathRule,
  PRIVATE_DEV_SOURCE,
} from '../../namespace/launchSpec.ts';
import { type AgentPaths, consoleLogPath, domainRunDir, monitorPath, outputPath } from '../agentPaths.ts';

export interface Launch {
  readonly domain: Domain;
  readonly owner: number;
  readonly uuid: string;
  readonly plan: DevPlan;
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
  readonly hardware: HardwareFacts;
  readonly command: QemuCommand;
  readonly identity: Identity;
}

/** libvirt's choice; enough for hundreds of disks. */
const OPEN_FILES = 8192;

/** Nodes are many small inodes: 64 KiB, the first size that was tried elsewhere, ran out in VMs that lived long. */
const TMPFS = { source: PRIVATE_DEV_SOURCE, mode: '755', size: '4m', nr_inodes: '4k' };

/** What the launcher is told. `abi` is the kernel's Landlock ABI, 0 where the administrator accepts that it has none. */
export function writeSpec(launch: Launch, paths: AgentPaths, config: AgentConfig, abi: number): LaunchSpec {
  const { domain, owner, uuid, plan, command, identity } = launch;
  const runDir = domainRunDir(paths, owner, uuid);
  const monitor = command.fds.find((passed) => passed.purpose === 'monitor');
  if (!monitor) throw new RangeError('the command line has no monitor');
  return {
    dev: config.namespaces.includes('mount') ? devSpec(plan) : null,
    monitor: { fd: monitor.fd, path: monitorPath(runDir) },
    logs: command.fds.flatMap((passed) =>
      passed.purpose === 'console-log'
        ? [{ fd: passed.fd, path: consoleLogPath(paths, owner, uuid, passed.alias) }]
        : [],
    ),
    output: outputPath(runDir),
    limits: [
      // A core file would be the guest's memory on the host's disk.
      { resource: 'core', soft: 0, hard: 0 },
      { resource: 'nofile', soft: OPEN_FILES, hard: OPEN_FILES },
      ...lockedMemory(domain),
    ],
    identity: { uid: identity.uid, gid: identity.gid, groups: identity.groups },
    confinement: abi === 0 ? null : { abi, rules: [...systemRules, ...domainRules(launch)] },
    unixSockets: needsUnixSockets(domain),
    argv: command.argv,
    env: ['LC_ALL=C', 'PATH=/usr/bin:/bin'],
  };
}

const GIB = 1024 ** 3;

/**
 * A device that VFIO gives to a guest reaches all of the guest's memory by itself, so the kernel pins that memory and
 * counts it as locked. What is beyond it is for the registers of devices, which are mapped and counted likewise.
 */
export function lockedMemory(domain: Domain): LaunchSpec['limits'] {
  if (!hasVfio(domain)) return [];
  const bytes = (domain.maxMemory?.size ?? domain.memory) + GIB;
  return [{ resource: 'memlock', soft: bytes, hard: bytes }];
}

const devSpec = ({ nodes, mounts, hostDev }: DevPlan): DevSpec => ({
  tmpfs: TMPFS,
  nodes,
  mounts,
  ...(hostDev && { hostDev }),
});

const system = (path: string, rights: PathRights): PathRule => ({ path, rights, optional: true });

/** What any QEMU needs to run at all: its /dev, its libraries, firmware and keymaps, and slirp's resolver. */
const systemRules: readonly PathRule[] = [
  { path: '/dev', rights: 'devices' },
  { path: '/usr', rights: 'execute' },
  system('/lib', 'execute'),
  system('/lib64', 'execute'),
  system('/etc/ld.so.cache', 'read'),
  system('/etc/localtime', 'read'),
  system('/etc/resolv.conf', 'read'),
];

/** What the domain's own XML names. */
function domainRules({ domain, backingChains, hardware }: Launch): PathRule[] {
  const { kernel, initrd, dtb, loader, nvram } = domain.os;
  const read = [kernel, initrd, dtb].filter((file) => file !== undefined).map((file) => rule(file, 'read'));
  const firmware = [
    ...(loader ? [rule(loader, loader.readonly ? 'read' : 'write')] : []),
    ...(nvram ? [rule(nvram, 'write')] : []),
  ];
  const disks = domain.disks.flatMap(({ source, readonly }) => {
    if (!source) return [];
    const own = readonly ? 'read' : 'write';
    // A data file holds the bytes of its image: it is written where that is.
    const layers = (backingChains[source.path] ?? []).map(({ path, dataOf }) =>
      rule({ ...source, path }, dataOf === source.path ? own : 'read'),
    );
    return [rule(source, own), ...layers];
  });
  const rngs = domain.rngs.flatMap(({ backend }) => (backend.model === 'random' ? [rule(backend.file, 'read')] : []));
  return [
    ...read,
    ...firmware,
    ...disks,
    ...rngs,
    ...chardevRules(domain),
    ...graphicsRules(domain),
    ...hardwareRules(domain, hardware),
  ];
}

const rule = (file: HostFile, rights: PathRights): PathRule => ({
  path: file.path,
  rights,
  element: file.origin.element,
});

/** A listening socket is made in its folder; connecting to one is beyond Landlock and a matter of file modes alone. */
const socketRule = (socket: HostFile): PathRule => rule({ ...socket, path: dirname(socket.path) }, 'bind-socket');

function chardevRules({ characterDevices, smartcards, redirdevs }: Domain): PathRule[] {
  return [...characterDevices, ...smartcards, ...redirdevs].flatMap(({ backend }): PathRule[] => {
    if (backend.type === 'file') return [{ ...rule(backend.file, 'write'), create: true }];
    if (backend.type === 'dev') return [rule(backend.file, 'write')];
    if (backend.type === 'pipe') return pipeRules(backend.file);
    return backend.type === 'unix' && backend.mode === 'bind' ? [socketRule(backend.socket)] : [];
  });
}

/** One FIFO or two, whichever are there. */
const pipeRules = ({ path }: HostFile): PathRule[] =>
  ['', '.in', '.out'].map((end) => ({ path: path + end, rights: 'write', optional: true }));

const graphicsRules = (domain: Domain): PathRule[] =>
  domain.graphics.flatMap((each) =>
    each.type === 'vnc' && each.listen !== 'nowhere' && 'socket' in each.listen ? [socketRule(each.listen.socket)] : [],
  );

/** That the caller may open each node is said here, with the element that asks for it, and not by QEMU. */
function hardwareRules(domain: Domain, hardware: HardwareFacts): PathRule[] {
  const roms = domain.hostDevices.flatMap((each) => (each.type === 'pci' && each.rom?.file ? [each.rom.file] : []));
  const memory = domain.memoryDevices.flatMap((each) => ('source' in each ? [rule(each.source, 'write')] : []));
  // With IOMMUFD QEMU looks there for the device's node. It leads to the device itself and says nothing of others.
  const folders = domain.hostDevices.flatMap((each) =>
    each.type === 'pci' && each.iommufd ? [system(`/sys/bus/pci/devices/${pciName(each.host)}/vfio-dev`, 'read')] : [],
  );
  const nodes = hardwareNodes(domain, hardware)
    .filter(({ opened }) => opened)
    .map((node) => rule(node, 'write'));
  return [...roms.map((file) => rule(file, 'read')), ...memory, ...folders, ...nodes];
}
