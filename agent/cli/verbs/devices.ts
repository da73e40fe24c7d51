import { DOMAIN, JSON_OUTPUT } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

export const DEVICES: VerbGroup = {
  title: 'Devices and /dev',
  verbs: {
    dev: verb({
      words: ['NAME'],
      options: {
        ...DOMAIN,
        sync: { type: 'boolean', help: 'first bring it to what the host has now' },
        ...JSON_OUTPUT,
      },
      summary: 'show the private /dev, held against its plan',
      manual: [
        'As the kernel shows it: each node is as planned, missing, extra, or differs in something. No device is opened for that.',
        'With --sync, what QEMU has open and what can only be bound is left as it is, and named.',
      ],
      load: async () => (await import('../devices/dev.ts')).dev,
    }),
    mounts: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: "show the host's mounts in it",
      load: async () => (await import('../devices/dev.ts')).mounts,
    }),
    'attach-device': verb({
      words: ['NAME', 'FILE'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'plug the device in FILE into a running domain',
      load: async () => (await import('../devices/changeDevice.ts')).attachDevice,
    }),
    'detach-device': verb({
      words: ['NAME', 'FILE'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'unplug the device that FILE describes',
      manual: ['By its alias, its target or its address. The guest has to let it go.'],
      load: async () => (await import('../devices/changeDevice.ts')).detachDevice,
    }),
  },
};
