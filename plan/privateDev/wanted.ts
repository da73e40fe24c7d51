import type { ChardevBackend, Domain, HostFile, Origin } from '../../domain-xml/model/domain.ts';
import type { Reason } from './devPlan.ts';
import { hardwareNodes } from './hardwareNodes.ts';
import type { DevFacts, HardwareFacts, Wishes } from './hostFacts.ts';
import { soundNodes } from './soundNodes.ts';

/** A path that a domain's QEMU will open, and why. */
export interface WantedPath {
  readonly path: string;
  readonly reason: Extract<Reason, { kind: 'default' | 'element' | 'grant' }>;
  /** The image of a disk: where it is a device-mapper device, what that is made of is wanted too. */
  readonly image?: true;
  /** Left out in silence where it is not there. */
  readonly unlessMissing?: boolean;
  /** Only needed where one of these is not there. */
  readonly insteadOf?: readonly string[];
}

/** What every QEMU may open. `/dev/kvm` is left to the domains of type kvm. */
export const DEFAULT_NODES: readonly string[] = [
  '/dev/null',
  '/dev/full',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
  '/dev/ptmx',
  '/dev/userfaultfd',
];

/** In every plan, whatever is configured: the launcher opens it inside as QEMU's standard input. */
const QEMU_STDIN = '/dev/null';

/**
 * Every path that the domain's QEMU opens by name, defaults first, then in the order of the XML's families. Paths
 * outside /dev are among them: a link may lead from there into /dev.
 */
export function wantedPaths(
  domain: Domain,
  { defaultNodes, grants }: Wishes,
  { backingChains, hardware }: Pick<DevFacts, 'backingChains' | 'hardware'>,
): WantedPath[] {
  const defaults = new Set([...defaultNodes, QEMU_STDIN]);
  const wanted: WantedPath[] = [...defaults].map((path) => ({ path, reason: { kind: 'default' } }));
  // By the domain's own word, not by default: on a host without it the start is refused here, and not by QEMU.
  if (domain.type === 'kvm') wanted.push({ path: '/dev/kvm', reason: elementReason(domain.origin) });
  const images = new Set<HostFile | undefined>(domain.disks.map(({ source }) => source));
  for (const file of hostFiles(domain)) {
    const reason = elementReason(file.origin);
    const image = images.has(file) ? { image: true as const } : {};
    wanted.push({ path: file.path, reason, ...image });
    for (const layer of backingChains[file.path] ?? []) wanted.push({ path: layer.path, reason, ...image });
  }
  wanted.push(...pipeEnds(domain), ...firstRenderNode(domain, hardware), ...sharedPictures(domain));
  wanted.push(...soundNodes(domain, hardware).map(({ path, origin }) => ({ path, reason: elementReason(origin) })));
  for (const node of domain.extraNodes) wanted.push({ path: node.path, reason: elementReason(node.origin) });
  for (const { path } of grants) wanted.push({ path, reason: { kind: 'grant', path } });
  for (const { path, origin } of hardwareNodes(domain, hardware)) wanted.push({ path, reason: elementReason(origin) });
  return wanted;
}

/** A pipe may be two FIFOs with endings of their own: QEMU tries these first. */
const pipeEnds = ({ characterDevices }: Domain): WantedPath[] =>
  characterDevices.flatMap(({ backend }) => {
    if (backend.type !== 'pipe') return [];
    const { path, origin } = backend.file;
    const [input, output] = [`${path}.in`, `${path}.out`];
    const reason = elementReason(origin);
    return [
      { path: input, reason, unlessMissing: true },
      { path: output, reason, unlessMissing: true },
      { path, reason, insteadOf: [input, output] },
    ];
  });

const sharedPictures = ({ videos }: Domain): WantedPath[] =>
  videos.flatMap(({ blob, origin }) => (blob ? [{ path: '/dev/udmabuf', reason: elementReason(origin) }] : []));

/** Where no render node is named QEMU takes the first one. On a host without any, that is the one which is missed. */
const firstRenderNode = ({ graphics }: Domain, { renderNode = '/dev/dri/renderD128' }: HardwareFacts): WantedPath[] =>
  graphics.flatMap((each) =>
    each.type === 'egl-headless' && !each.renderNode ? [{ path: renderNode, reason: elementReason(each.origin) }] : [],
  );

const elementReason = ({ element, range }: Origin): Extract<Reason, { kind: 'element' }> => ({
  kind: 'element',
  element,
  range,
});

/** Every file of the host that the domain names and QEMU opens. A chardev's file may be missing: QEMU makes it then. */
export function hostFiles(domain: Domain): HostFile[] {
  const { kernel, initrd, dtb, loader, nvram } = domain.os;
  return [
    ...[kernel, initrd, dtb, loader, nvram].filter((file) => file !== undefined),
    ...domain.disks.flatMap((disk) => (disk.source ? [disk.source] : [])),
    ...domain.rngs.flatMap(({ backend }) => {
      if (backend.model === 'random') return [backend.file];
      return backend.model === 'egd' ? filesOf(backend.chardev) : [];
    }),
    ...domain.characterDevices.flatMap(({ backend }) => filesOf(backend)),
    ...domain.inputs.flatMap(({ source }) => (source ? [source] : [])),
    ...(domain.tpm ? [domain.tpm.file] : []),
    ...[...domain.smartcards, ...domain.redirdevs].flatMap(({ backend }) => filesOf(backend)),
    ...(domain.audio?.type === 'oss' ? [domain.audio.input, domain.audio.output] : []),
    ...domain.graphics.flatMap((each) => (each.type === 'egl-headless' && each.renderNode ? [each.renderNode] : [])),
    ...domain.disks.flatMap(({ reservations }) => (reservations ? [reservations] : [])),
    ...domain.hostDevices.flatMap((device) => (device.type === 'pci' && device.rom?.file ? [device.rom.file] : [])),
    ...domain.memoryDevices.flatMap((memory) => ('source' in memory ? [memory.source] : [])),
  ];
}

/** What QEMU opens of a back end by its name; the ends of a pipe are looked for by `pipeEnds`. */
function filesOf(backend: ChardevBackend): HostFile[] {
  if (backend.type === 'file' || backend.type === 'dev') return [backend.file];
  return backend.type === 'unix' && backend.mode === 'connect' ? [backend.socket] : [];
}
