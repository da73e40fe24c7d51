import { expect, test } from 'vitest';
import { readXml } from '../../../agent/lifecycle/readXml.ts';
import { needsUnixSockets } from '../../../plan/commandLine/unixSockets.ts';
import { domainXml, UUID } from '../../agent/lifecycle/quietAgent.ts';

const needs = (devices: string): boolean => needsUnixSockets(readXml(domainXml('some', UUID, devices)).domain);

const disk = (io: string): string =>
  `<disk><driver type='raw' io='${io}'/><source file='/images/x'/><target dev='vda' bus='virtio'/></disk>`;

test.each([
  [
    'a channel that QEMU listens for',
    `<channel type='unix'><source mode='bind' path='/a/b'/><target type='virtio' name='x'/></channel>`,
  ],
  ['a serial port that connects', `<serial type='unix'><source mode='connect' path='/a/b'/></serial>`],
  [
    'a USB device that is redirected',
    `<redirdev bus='usb' type='unix'><source mode='connect' path='/a/b'/></redirdev>`,
  ],
  [
    'a source of randomness',
    `<rng model='virtio'><backend model='egd' type='unix'><source mode='connect' path='/a/b'/></backend></rng>`,
  ],
  ['a screen at a path', `<graphics type='vnc'><listen type='socket' socket='/a/b'/></graphics>`],
  ['ALSA, whose default may be a sound server', `<sound model='ac97'/><audio id='1' type='alsa'/>`],
  ['an io_uring', disk('io_uring')],
])('a domain with %s has Unix sockets', (_, devices) => {
  expect(needs(devices)).toBe(true);
});

test.each([
  ['consoles on PTYs and in files', `<serial type='pty'/><serial type='file'><source path='/a/log'/></serial>`],
  ['a screen that the agent shows', `<graphics type='vnc'><listen type='none'/></graphics>`],
  ['a screen at an address', `<graphics type='vnc' port='-1'><listen type='address' address='127.0.0.1'/></graphics>`],
  ['a disk by threads', disk('threads')],
  ['sound by OSS', `<sound model='ac97'/><audio id='1' type='oss'/>`],
  ['a network of its user', `<interface type='user'/>`],
])('a domain with %s has none', (_, devices) => {
  expect(needs(devices)).toBe(false);
});
