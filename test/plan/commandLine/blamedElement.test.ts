import { describe, expect, test } from 'vitest';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { blamedElement } from '../../../plan/commandLine/blamedElement.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';

const XML = `<domain type='qemu'>
  <name>demo</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-0.1'>hvm</type><kernel>/boot/k</kernel></os>
  <cpu mode='custom'><model>Nehalem9</model></cpu>
  <devices>
    <disk type='file' device='disk'><source file='/a.img'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='disk'><source file='/b.img'/><target dev='vdb' bus='virtio'/></disk>
    <serial type='pty'/>
    <interface type='user'><model type='e1000'/></interface>
  </devices>
</domain>`;

const { domain } = readDomain(XML);
if (!domain) throw new Error('the sample is not understood');
const { argv } = commandLine(domain);

/** An option with its value, as QEMU repeats it, found by a word in the value. */
function given(option: string, word: string): string {
  const at = argv.findIndex((value, index) => argv[index - 1] === option && value.includes(word));
  return `${option} ${argv[at]}`;
}
const said = (words: string) =>
  blamedElement(`2026-01-01T00:00:00Z qemu-system-x86_64: ${words}`, argv, domain)?.element;

describe('the element that QEMU’s last words are about', () => {
  test.each([
    ['a device', `${given('-device', 'virtio-disk1')}: Failed to get "write" lock`, '/domain/devices/disk[2]'],
    ['a file', `${given('-blockdev', '/b.img')}: Could not open '/b.img'`, '/domain/devices/disk[2]/source'],
    ['what a device is made of', `${given('-chardev', 'charserial0')}: no PTY`, '/domain/devices/serial'],
    ['a network’s end', `${given('-netdev', 'hostnet0')}: not compiled in`, '/domain/devices/interface'],
    ['the machine', `${given('-machine', 'pc-i440fx-0.1')}: unsupported machine type`, '/domain/os/type'],
    ['the memory', `${given('-m', 'size')}: too much`, '/domain/memory'],
    ['the machine, in passing', 'unsupported machine type\nUse -machine help to list them', '/domain/os/type'],
    ['the CPU', "unable to find CPU model 'Nehalem9'", '/domain/cpu/model'],
    ['a file, in passing', "could not open kernel file '/boot/k': not a kernel", '/domain/os/kernel'],
  ])('%s', (_, words, element) => {
    expect(said(words)).toBe(element);
  });

  test('is none where they are about nothing of the domain', () => {
    expect(said('cannot allocate memory')).toBeUndefined();
  });

  test('is not one whose name the blamed one begins with', () => {
    expect(said(`${given('-device', 'virtio-disk0')}: no`)).toBe('/domain/devices/disk[1]');
  });

  test('is told with the argument that they repeat', () => {
    const argument = given('-netdev', 'hostnet0');
    expect(blamedElement(`${argument}: no`, argv, domain)?.argument).toBe(argument);
    expect(blamedElement("not found: '/boot/k'", argv, domain)).toEqual({ element: '/domain/os/kernel' });
  });
});
