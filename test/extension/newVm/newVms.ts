import type { NewVm, Origin } from '../../../extension/newVm/newVm.ts';

const ORIGINS: Readonly<Record<Origin['kind'], Origin>> = {
  iso: { kind: 'iso', image: '/isos/debian 12 & co.iso' },
  cloud: { kind: 'cloud', image: '/images/debian.qcow2', format: 'qcow2', bytes: 2 ** 31 },
  kernel: { kind: 'kernel', image: '/boot/vmlinuz-6.1', initrd: '/boot/initrd.img-6.1' },
};

/** A machine of each kind, as the quick picks choose it. */
export const newVm = (kind: Origin['kind'], more: Partial<NewVm> = {}): NewVm => ({
  name: `my-${kind}`,
  folder: '/home/ann/machines',
  origin: ORIGINS[kind],
  size: { cpus: 2, memoryMiB: 2048, diskGiB: 20 },
  hasKvm: true,
  password: 'correct-horse',
  ...more,
});
