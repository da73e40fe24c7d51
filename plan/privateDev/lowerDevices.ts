import type { DeviceStack, LowerDevice } from './hostFacts.ts';
import type { Sysfs } from './sysfs.ts';

/** libvirt's limit too: a table of device-mapper cannot contain itself, but a stack can be built arbitrarily high. */
const MAX_DEPTH = 32;

/**
 * The devices below a device-mapper device, and below those: what a multipath device or a volume is made of. Any other
 * device, and a kernel without device-mapper, has none.
 *
 * `slaves` lists the devices that the tables hold open, which is what the ioctl DM_TABLE_DEPS lists: the kernel makes
 * the link where it opens the device for a table. So nothing has to be opened, neither /dev/mapper/control nor a disk,
 * and a user who is not root sees the same. (A table that is loaded and not yet in use counts too; its devices will
 * be needed when it is.)
 *
 * @param number `MAJ:MIN` of the upper device
 */
export function lowerDevices(number: string, sysfs: Sysfs): DeviceStack {
  const found = new Map<string, LowerDevice>();
  let layer = [number];
  for (let depth = 0; layer.length > 0; depth++) {
    const below = [...new Set(layer.flatMap((each) => directlyBelow(each, sysfs)))];
    if (below.length > 0 && depth === MAX_DEPTH) return { devices: [...found.values()], tooDeep: true };
    for (const each of below) found.set(each, { number: each, ...nameOf(each, sysfs) });
    layer = below;
  }
  return { devices: [...found.values()], tooDeep: false };
}

function directlyBelow(number: string, sysfs: Sysfs): string[] {
  const at = `dev/block/${number}`;
  // Software RAID has slaves as well; but the kernel drives those, and QEMU never asks for them.
  if (sysfs.list(`${at}/dm`).length === 0) return [];
  return sysfs.list(`${at}/slaves`).flatMap((name) => {
    const lower = sysfs.readText(`${at}/slaves/${name}/dev`)?.trim();
    return lower !== undefined && /^\d+:\d+$/.test(lower) ? [lower] : [];
  });
}

function nameOf(number: string, sysfs: Sysfs): { readonly path?: string } {
  const name = /^DEVNAME=(.+)$/m.exec(sysfs.readText(`dev/block/${number}/uevent`) ?? '')?.[1];
  return name === undefined ? {} : { path: `/dev/${name}` };
}
