import { say } from '../../domain-xml/message.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { DoesNotFit } from './doesNotFit.ts';
import { flashOf } from './firmware.ts';
import { confidentialGuest } from './launchSecurity.ts';
import { backendOf, backingMachine, memoryBacking } from './memoryBacking.ts';
import { bootMemory, memoryMachine } from './memoryDevices.ts';
import { type Arguments, keyValues, object, opening } from './optionText.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** The chipset decides which buses a machine is born with and where its fixed devices sit. */
export type Chipset = 'i440fx' | 'q35';

/** The chipset behind one of QEMU's x86 machine types: `q35` and `pc-q35-…` have q35, every other i440fx. */
export function chipsetOf(machine: string): Chipset {
  return /^(pc-)?q35(-|$)/.test(machine) ? 'q35' : 'i440fx';
}

/** The binary that runs the domain: the one it names, or the distribution's for its architecture. */
export function emulatorOf(domain: Domain): string {
  const system = domain.os.arch === 'i686' ? 'i386' : 'x86_64';
  return domain.emulator?.path ?? `/usr/bin/qemu-system-${system}`;
}

/** Name, paused start, machine, accelerator, CPU, memory, virtual CPUs and identity. */
export function guestMachine(domain: Domain): Arguments {
  return [
    '-name',
    keyValues([
      ['guest', domain.name],
      ['debug-threads', 'on'],
    ]),
    // Paused: the agent looks at the PTYs before the guest writes to them.
    '-S',
    '-machine',
    keyValues([
      opening('type', domain.os.machine),
      ['usb', 'off'],
      ['dump-guest-core', 'off'],
      ...memoryMachine(domain),
      ['confidential-guest-support', confidentialGuest(domain)],
      ...flashOf(domain.os),
      ...backingMachine(domain),
      ['acpi', domain.features.acpi ? 'on' : 'off'],
    ]),
    '-accel',
    domain.type === 'kvm' ? 'kvm' : 'tcg',
    '-cpu',
    cpuText(domain),
    '-m',
    memoryText(domain),
    ...memoryBacking(domain, memoryKib(bootMemory(domain)) * KIB),
    '-overcommit',
    'mem-lock=off',
    '-smp',
    smpText(domain),
    ...numaNode(domain),
    ...(domain.uuid === undefined ? [] : ['-uuid', domain.uuid]),
  ];
}

/** QEMU takes the memory of a node as an object only, since machines of 5.1. */
function numaNode(domain: Domain): Arguments {
  if (!domain.cpu?.numa) return [];
  const id = 'ram-node0';
  const { maximum } = domain.vcpus;
  return [
    ...object({ ...backendOf(domain), id, size: memoryKib(bootMemory(domain)) * KIB }),
    '-numa',
    keyValues([
      ['', 'node'],
      ['nodeid', 0],
      ['cpus', maximum === 1 ? '0' : `0-${maximum - 1}`],
      ['memdev', id],
    ]),
  ];
}

function memoryText(domain: Domain): string {
  const { maxMemory } = domain;
  return keyValues([
    ['size', `${memoryKib(bootMemory(domain))}k`],
    ['slots', maxMemory?.slots],
    ['maxmem', maxMemory && `${memoryKib(maxMemory.size)}k`],
  ]);
}

/** x86 machines get whole mebibytes: a size between two is rounded up, as libvirt does. */
function memoryKib(bytes: number): number {
  return (Math.ceil(bytes / MIB) * MIB) / KIB;
}

/**
 * The CPU. A named model is passed on; without one it is QEMU's basic model of the architecture. The host is not
 * looked at, so `host-model` is the closest thing that QEMU itself resolves: `host` under KVM, `max` under TCG.
 */
function cpuText(domain: Domain): string {
  const { cpu, type, os } = domain;
  const basic = os.arch === 'i686' ? 'qemu32' : 'qemu64';
  const host = type === 'kvm' ? 'host' : 'max';
  switch (cpu?.mode) {
    case 'host-passthrough':
      return `${host},migratable=on`;
    case 'host-model':
      return host;
    case 'maximum':
      return 'max,migratable=on';
    default:
      return cpuModel(domain, cpu?.model ?? basic);
  }
}

/** `-cpu` splits at commas and knows no escape (QEMU's parse_cpu_option): a name with one would switch on features. */
function cpuModel(domain: Domain, name: string): string {
  if (name.includes(',')) throw new DoesNotFit(domain, say('a CPU model cannot contain a comma: {0}', name));
  return name;
}

/** With a given topology all its levels are spelled out; without, every virtual CPU is a socket of its own. */
function smpText({ vcpus, cpu }: Domain): string {
  const topology = cpu?.topology;
  return keyValues([
    ['', vcpus.current],
    ['maxcpus', vcpus.maximum === vcpus.current ? undefined : vcpus.maximum],
    ['sockets', topology?.sockets ?? vcpus.maximum],
    ['dies', topology && 1],
    ['clusters', topology && 1],
    ['cores', topology?.cores ?? 1],
    ['threads', topology?.threads ?? 1],
  ]);
}
