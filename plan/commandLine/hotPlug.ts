import { onlyDevice } from '../../domain-xml/model/devicesOf.ts';
import type { CharacterDevice, ChardevBackend, Device, Disk, Domain } from '../../domain-xml/model/domain.ts';
import type { BackingImage } from '../privateDev/hostFacts.ts';
import { characterDevice } from './characterDevices.ts';
import { diskChain } from './diskChain.ts';
import { diskDevice } from './disks.ts';
import { hostDevices } from './hostDevices.ts';
import { inputs } from './inputs.ts';
import type { Arguments } from './optionText.ts';
import { rngs } from './rngs.ts';
import { type Wiring, wire } from './wiring.ts';

/** One QMP command and the one that takes it back. */
export interface QmpStep {
  readonly execute: string;
  readonly arguments: QmpArguments;
  readonly undo?: { readonly execute: string; readonly arguments: QmpArguments };
}
type QmpArguments = Readonly<Record<string, unknown>>;

/** What QEMU is to use instead of a path that it may not open itself: `/dev/fdset/N`. */
export type FileName = (path: string) => string;

export interface HotPlugPlace {
  /** The PCI bus with room, for a device that takes a slot: QEMU takes a free one on it. */
  readonly pciBus?: string | undefined;
  readonly fileName: FileName;
  /** The log of a console on a PTY, through an fd set. */
  readonly logFile?: string;
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
  readonly deviceNodes: Readonly<Record<string, string | null>>;
}

/** Whether QEMU can take this device while it runs. */
export function isHotPluggable(domain: Domain, alias: string): boolean {
  const { disks, rngs: generators, inputs: given, characterDevices, hostDevices: ofHost } = domain;
  const host = ofHost.find((each) => each.alias === alias);
  // One through iommufd needs that object, which only the command line makes.
  if (host) return !(host.type === 'pci' && host.iommufd);
  const disk = disks.find((each) => each.alias === alias);
  if (disk) return disk.device === 'disk' && (disk.target.bus === 'virtio' || disk.target.bus === 'scsi');
  const input = given.find((each) => each.alias === alias);
  if (input) return input.bus !== 'ps2';
  const character = characterDevices.find((each) => each.alias === alias);
  if (character) return !character.target.type.startsWith('isa-');
  return generators.some((each) => each.alias === alias && each.backend.model !== 'egd');
}

/**
 * Whether it is a device of the guest's, which takes it and lets it go. An event device of the host is none: QEMU alone
 * holds it.
 */
export function isGuestsDevice({ inputs: given }: Domain, alias: string): boolean {
  return given.find((each) => each.alias === alias)?.type !== 'evdev';
}

/** Whether it is plugged into PCI itself; one on USB, SCSI or virtio-serial takes no slot. */
export const takesPciSlot = (domain: Domain, alias: string): boolean =>
  wire(onlyDevice(domain, alias)).pci.places.has(alias);

/** What makes one device of the domain appear in its running QEMU, in this order. */
export function attachSteps(domain: Domain, alias: string, place: HotPlugPlace): QmpStep[] {
  const wiring = wire(onlyDevice(domain, alias), place);
  const { disks, characterDevices } = wiring.domain;
  return [
    ...disks.flatMap((disk) => diskSteps(wiring, disk, place)),
    ...characterDevices.flatMap((each) => characterSteps(wiring, each, place)),
    ...optionSteps([...inputs(wiring), ...rngs(wiring), ...hostDevices(wiring)], place),
  ];
}

function diskSteps(wiring: Wiring, disk: Disk, place: HotPlugPlace): QmpStep[] {
  const layers = disk.source ? (place.backingChains[disk.source.path] ?? []) : [];
  return optionSteps([...diskChain(disk, layers, place.fileName), ...diskDevice(wiring, disk)], place);
}

function characterSteps(wiring: Wiring, device: CharacterDevice, place: HotPlugPlace): QmpStep[] {
  const id = `char${device.alias}`;
  return [
    {
      execute: 'chardev-add',
      arguments: { id, backend: backendOf(device.backend, place) },
      undo: { execute: 'chardev-remove', arguments: { id } },
    },
    ...optionSteps(characterDevice(wiring, device), place),
  ];
}

/** ChardevBackend of the QMP reference. */
function backendOf(backend: ChardevBackend, { fileName, logFile }: HotPlugPlace): QmpArguments {
  const logging = logFile === undefined ? {} : { logfile: logFile, logappend: true };
  switch (backend.type) {
    case 'pty':
    case 'null':
      return { type: backend.type, data: logging };
    case 'file':
      return { type: 'file', data: { out: fileName(backend.file.path), append: backend.append, ...logging } };
    case 'dev':
      return { type: 'serial', data: { device: backend.file.path, ...logging } };
    case 'pipe':
      return { type: 'pipe', data: { device: backend.file.path, ...logging } };
    case 'unix': {
      const addr = { type: 'unix', data: { path: backend.socket.path } };
      const server = backend.mode === 'bind';
      return { type: 'socket', data: { addr, server, ...(server && { wait: false }), ...logging } };
    }
  }
}

/** Options in JSON are the arguments of the QMP command that does the same. */
function optionSteps(options: Arguments, place: HotPlugPlace): QmpStep[] {
  const steps: QmpStep[] = [];
  for (let i = 0; i + 1 < options.length; i += 2) {
    const [option = '', value = ''] = options.slice(i, i + 2);
    steps.push(optionStep(option, JSON.parse(value) as Record<string, unknown>, place));
  }
  return steps;
}

function optionStep(option: string, value: Record<string, unknown>, place: HotPlugPlace): QmpStep {
  switch (option) {
    case '-blockdev': {
      const undo = { execute: 'blockdev-del', arguments: { 'node-name': value['node-name'] } };
      return { execute: 'blockdev-add', arguments: value, undo };
    }
    case '-object': {
      const named = typeof value.filename === 'string' ? { filename: place.fileName(value.filename) } : {};
      return {
        execute: 'object-add',
        arguments: { ...value, ...named },
        undo: { execute: 'object-del', arguments: { id: value.id } },
      };
    }
    case '-device':
      return { execute: 'device_add', arguments: placed(value, place) };
    default:
      throw new RangeError(`no QMP command does what ${option} does`);
  }
}

/** Where the command line has an address, a running machine has a bus with room, and QEMU picks the slot or port. */
function placed(device: Record<string, unknown>, { pciBus }: HotPlugPlace): QmpArguments {
  const { addr, multifunction, port, nr, bootindex, ...rest } = device;
  return addr === undefined ? rest : { ...rest, bus: pciBus };
}

/** What takes a device's back ends away once the guest has let the device go: what attaching does, backwards. */
export function detachSteps(domain: Domain, alias: string): QmpStep[] {
  const place = { fileName: (path: string) => path, backingChains: {}, deviceNodes: {} };
  return attachSteps(domain, alias, place)
    .reverse()
    .flatMap(({ undo }) => (undo ? [undo] : []));
}

/** What this device needs of files outside its /dev, which a confined QEMU cannot open by name. */
export interface PassedFile {
  readonly path: string;
  /** Each way in which QEMU may open it: it takes the open file of a set whose access mode is the one it wants. */
  readonly accesses: readonly ('read' | 'read-write' | 'append')[];
}

export function passedFiles(domain: Domain, alias: string, backingChains: HotPlugPlace['backingChains']): PassedFile[] {
  const of = <D extends Device>(devices: readonly D[]): readonly D[] => devices.filter((each) => each.alias === alias);
  const disks = of(domain.disks).flatMap(({ source, readonly }): PassedFile[] => {
    if (!source) return [];
    const own: PassedFile['accesses'] = readonly ? ['read'] : ['read-write', 'read'];
    const layers = (backingChains[source.path] ?? []).map(
      ({ path, dataOf }): PassedFile => ({ path, accesses: dataOf === source.path ? own : ['read'] }),
    );
    return [{ path: source.path, accesses: own }, ...layers];
  });
  const generators = of(domain.rngs).flatMap(({ backend }): PassedFile[] =>
    backend.model === 'random' ? [{ path: backend.file.path, accesses: ['read'] }] : [],
  );
  const characters = of(domain.characterDevices).flatMap(({ backend }): PassedFile[] =>
    backend.type === 'file' ? [{ path: backend.file.path, accesses: ['append'] }] : [],
  );
  return [...disks, ...generators, ...characters];
}
