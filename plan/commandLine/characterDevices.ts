import type { CharacterDevice, ChardevBackend, Domain } from '../../domain-xml/model/domain.ts';
import { type Arguments, device, keyValues } from './optionText.ts';
import { MONITOR_FD } from './processSetup.ts';
import type { PassedFd } from './qemuCommand.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The log of one console, and the fd set through which QEMU reaches it. */
export interface ConsoleLog {
  readonly fd: number;
  readonly alias: string;
  readonly set: number;
}

/**
 * Whether QEMU logs what the device prints. It logs whole buffers of a channel again whenever the PTY is full, and such
 * a log would be no record.
 */
export const hasLog = ({ backend, target }: CharacterDevice): boolean =>
  backend.type === 'pty' && target.type !== 'virtio-channel' && target.type !== 'isa-parallel';

/** One log for each PTY on a serial port or virtio console, numbered in the order of the devices. */
export function consoleLogs({ characterDevices }: Domain): readonly ConsoleLog[] {
  return characterDevices.filter(hasLog).map(({ alias }, i) => ({ alias, set: i + 1, fd: MONITOR_FD + 1 + i }));
}

export function logFds(logs: readonly ConsoleLog[]): readonly PassedFd[] {
  return logs.map(({ fd, alias }) => ({ fd, purpose: 'console-log', alias }));
}

/** Each serial port, console and channel: its log's descriptor, its back end, its device. */
export function characterDevices(wiring: Wiring, logs: readonly ConsoleLog[]): Arguments {
  return wiring.domain.characterDevices.flatMap((each) => {
    const log = logs.find(({ alias }) => alias === each.alias);
    return [...(log ? addFd(log) : []), ...chardev(each, log), ...characterDevice(wiring, each)];
  });
}

function addFd({ set, fd, alias }: ConsoleLog): Arguments {
  const pairs = [
    ['set', set],
    ['fd', fd],
    ['opaque', `${alias}-log`],
  ] as const;
  return ['-add-fd', keyValues(pairs)];
}

function chardev({ alias, backend, kind }: CharacterDevice, log: ConsoleLog | undefined): Arguments {
  const [type, ...settings] = backendPairs(backend, kind);
  const logging = log
    ? ([
        ['logfile', `/dev/fdset/${log.set}`],
        ['logappend', 'on'],
      ] as const)
    : [];
  return ['-chardev', keyValues([['', type], ['id', `char${alias}`], ...settings, ...logging])];
}

/** `-chardev` for what is no character device of the guest's. */
export const backEnd = (id: string, backend: ChardevBackend): Arguments => {
  const [type, ...settings] = backendPairs(backend, 'serial');
  return ['-chardev', keyValues([['', type], ['id', id], ...settings])];
};

type Pair = readonly [key: string, value: string];

/** QEMU's name of a back end, and its settings. A socket that waits for nobody does not hold up the start. */
function backendPairs(
  backend: ChardevBackend,
  kind: CharacterDevice['kind'],
): readonly [type: string, ...settings: readonly Pair[]] {
  switch (backend.type) {
    case 'pty':
    case 'null':
      return [backend.type];
    case 'file':
      return ['file', ['path', backend.file.path], ...(backend.append ? [['append', 'on'] as const] : [])];
    case 'dev':
      return [kind === 'parallel' ? 'parallel' : 'serial', ['path', backend.file.path]];
    case 'pipe':
      return ['pipe', ['path', backend.file.path]];
    case 'unix': {
      const listens = [
        ['server', 'on'],
        ['wait', 'off'],
      ] as const;
      return ['socket', ['path', backend.socket.path], ...(backend.mode === 'bind' ? listens : [])];
    }
  }
}

export function characterDevice(wiring: Wiring, { alias, target }: CharacterDevice): Arguments {
  const chardev = `char${alias}`;
  const port = wiring.virtioSerial.get(alias);
  switch (target.type) {
    case 'isa-serial':
      return device({ driver: 'isa-serial', chardev, id: alias, index: target.port });
    case 'usb-serial':
      return device({ driver: 'usb-serial', chardev, id: alias, ...wiring.usb.ports.get(alias) });
    case 'pci-serial':
      return device({ driver: 'pci-serial', chardev, id: alias, ...pciProperties(wiring, alias) });
    case 'isa-parallel':
      return device({ driver: 'isa-parallel', chardev, id: alias, index: target.port });
    case 'virtio-console':
      return device({ driver: 'virtconsole', ...port, chardev, id: alias });
    case 'virtio-channel':
      return device({ driver: 'virtserialport', ...port, chardev, id: alias, name: target.name });
  }
}
