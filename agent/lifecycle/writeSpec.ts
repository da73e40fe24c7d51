import { dirname } from 'node:path';
import type { Domain, HostFile } from '../../domain-xml/model/domain.ts';
import type { QemuCommand } from '../../plan/commandLine/qemuCommand.ts';
import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import type { BackingImage } from '../../plan/privateDev/hostFacts.ts';
import type { AgentConfig } from '../access/config.ts';
import type { Identity } from '../host/asCaller.ts';
import type { DevSpec, LaunchSpec, PathRights, PathRule } from '../namespace/launchSpec.ts';
import { type AgentPaths, consoleLogPath, domainRunDir, monitorPath, outputPath } from './agentPaths.ts';

export interface Launch {
  readonly domain: Domain;
  readonly owner: number;
  readonly uuid: string;
  readonly plan: DevPlan;
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
  readonly command: QemuCommand;
  readonly identity: Identity;
}

/** libvirt's choice; enough for hundreds of disks. */
const OPEN_FILES = 8192;

/** Nodes are many small inodes: 64 KiB, the first size that was tried elsewhere, ran out in VMs that lived long. */
const TMPFS = { source: 'devfs', mode: '755', size: '4m', nr_inodes: '4k' };

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
    ],
    identity: { uid: identity.uid, gid: identity.gid, groups: identity.groups },
    confinement: abi === 0 ? null : { abi, rules: [...systemRules, ...domainRules(domain, launch.backingChains)] },
    argv: command.argv,
    env: ['LC_ALL=C', 'PATH=/usr/bin:/bin'],
  };
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
function domainRules(domain: Domain, chains: Launch['backingChains']): PathRule[] {
  const { kernel, initrd } = domain.os;
  const read = [kernel, initrd].filter((file) => file !== undefined).map((file) => rule(file, 'read'));
  const disks = domain.disks.flatMap(({ source, readonly }) => {
    if (!source) return [];
    const layers = (chains[source.path] ?? []).map((layer) => rule({ ...source, path: layer.path }, 'read'));
    return [rule(source, readonly ? 'read' : 'write'), ...layers];
  });
  const rngs = domain.rngs.flatMap(({ backend }) => (backend.model === 'random' ? [rule(backend.file, 'read')] : []));
  return [...read, ...disks, ...rngs, ...chardevRules(domain), ...graphicsRules(domain)];
}

const rule = (file: HostFile, rights: PathRights): PathRule => ({
  path: file.path,
  rights,
  element: file.origin.element,
});

/** A listening socket is made in its folder; connecting to one is beyond Landlock and a matter of file modes alone. */
const socketRule = (socket: HostFile): PathRule => rule({ ...socket, path: dirname(socket.path) }, 'bind-socket');

function chardevRules(domain: Domain): PathRule[] {
  return domain.characterDevices.flatMap(({ backend }): PathRule[] => {
    if (backend.type === 'file') return [{ ...rule(backend.file, 'write'), create: true }];
    return backend.type === 'unix' && backend.mode === 'bind' ? [socketRule(backend.socket)] : [];
  });
}

const graphicsRules = (domain: Domain): PathRule[] =>
  domain.graphics.flatMap(({ listen }) => ('socket' in listen ? [socketRule(listen.socket)] : []));
