import { channel, console, parallel, serial } from './chardev.ts';
import { controller } from './controller.ts';
import { cpu } from './cpu.ts';
import { disk } from './disk.ts';
import { graphics, video } from './display.ts';
import { atMostOne, element, many, one, opaque, optional, required, text } from './elementSchema.ts';
import { hostdev } from './hostdev.ts';
import { networkInterface } from './interface.ts';
import { launchSecurity } from './launchSecurity.ts';
import { clock, currentMemory, features, memory, onCrash, onPoweroff, onReboot, vcpu } from './machine.ts';
import { memoryBacking } from './memoryBacking.ts';
import { maxMemory, memoryDevice } from './memoryDevice.ts';
import { domainName, pathOf, uuid } from './names.ts';
import { integer } from './numbers.ts';
import { os } from './os.ts';
import { input, memballoon, rng, watchdog } from './smallDevices.ts';
import { audio, sound } from './sound.ts';
import { tpm } from './tpm.ts';
import { redirdev, smartcard } from './usbChardevs.ts';
import { freeText, oneOf } from './valueType.ts';

export const devices = element('The devices of the machine.', {
  children: {
    emulator: atMostOne(
      element('The QEMU binary; the distribution’s unless given.', { text: text(pathOf({ kind: 'emulator' })) }),
    ),
    disk: many(disk),
    controller: many(controller),
    interface: many(networkInterface),
    serial: many(serial),
    parallel: many(parallel),
    console: many(console),
    tpm: many(tpm),
    channel: many(channel),
    rng: many(rng),
    input: many(input),
    graphics: many(graphics),
    video: many(video),
    audio: many(audio),
    sound: many(sound),
    smartcard: many(smartcard),
    redirdev: many(redirdev),
    watchdog: many(watchdog),
    // More than one is said by the checks, in words that fit.
    memballoon: many(memballoon),
    hostdev: many(hostdev),
    memory: many(memoryDevice),
  },
});

/** The supported subset of libvirt's domain XML (https://libvirt.org/formatdomain.html). */
export const domain = element('A virtual machine.', {
  attributes: {
    type: required(
      oneOf(
        { kvm: 'Runs on the host’s processor; needs /dev/kvm.', qemu: 'Emulated (TCG): slow, and works everywhere.' },
        ['xen', 'lxc', 'hvf', 'nvmm', 'vz', 'uml', 'openvz', 'test', 'vmware', 'hyperv', 'vbox', 'phyp', 'bhyve'],
      ),
      'How the guest’s code is run.',
    ),
    id: optional(integer({ min: -1, max: 0x7fffffff }), 'Given to a running domain; ignored in a definition.'),
  },
  children: {
    name: one(element('The name of the domain, unique among its owner’s.', { text: text(domainName) })),
    uuid: atMostOne(element('The identity of the domain; one is made unless given.', { text: text(uuid) })),
    title: atMostOne(element('A title for people.', { text: text(freeText) })),
    description: atMostOne(element('A description for people.', { text: text(freeText) })),
    metadata: atMostOne(
      opaque('Data of other programs, in their own namespaces; of Virtcell’s, nodes to be in the private /dev.'),
    ),
    maxMemory: atMostOne(maxMemory),
    memory: one(memory),
    currentMemory: atMostOne(currentMemory),
    memoryBacking: atMostOne(memoryBacking),
    vcpu: atMostOne(vcpu),
    os: one(os),
    features: atMostOne(features),
    cpu: atMostOne(cpu),
    clock: atMostOne(clock),
    on_poweroff: atMostOne(onPoweroff),
    on_reboot: atMostOne(onReboot),
    on_crash: atMostOne(onCrash),
    devices: atMostOne(devices),
    launchSecurity: atMostOne(launchSecurity),
  },
});
