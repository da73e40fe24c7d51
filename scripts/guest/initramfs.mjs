/** The Linux guest's whole userland: busybox, a few drivers and an /init, packed for the kernel to unpack into memory. */
import { gzipSync } from 'node:zlib';
import { cpioArchive } from './cpio.mjs';

export const READY_LINE = 'virtcell linux guest ready';

/** Debian's cloud kernel has these as modules. */
export const MODULES = [
  ...['virtio', 'virtio_ring', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci'],
  ...['virtio_blk', 'virtio-rng', 'virtio_console', 'virtio_balloon', 'failover', 'net_failover', 'virtio_net'],
  ...['evdev', 'button'],
];

/**
 * A driver that a kernel has built in has no file here, and one whose device is absent does no harm. insmod knows no
 * dependencies, and between kernel versions virtio and virtio_ring changed places: hence two rounds. acpid forks before
 * it listens to the power button; the ready line is to mean that it does.
 */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
for module in ${MODULES.join(' ')} ${MODULES.join(' ')}; do
  [ -f /lib/modules/$module.ko ] && insmod /lib/modules/$module.ko
done 2>/dev/null
hostname virtcell
acpid 2>/dev/null
for turn in 1 2 3 4 5 6 7 8 9 10; do [ -f /var/run/acpid.pid ] || usleep 20000; done
export HOME=/root TERM=\${TERM:-linux} PS1='virtcell:\\w# '
cd /root
echo '${READY_LINE}'
while true; do setsid cttyhack sh; done
`;

/** The power button (virtcell shutdown) as busybox acpid hands it on. */
const POWER_BUTTON = `#!/bin/sh
poweroff -f
`;

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\n';

const FOLDERS = 'bin dev etc etc/acpi etc/acpi/PWRF lib lib/modules proc root run sys tmp var var/log var/run'.split(
  ' ',
);

/**
 * @param {Buffer} busybox
 * @param {Map<string, Buffer>} modules  name without .ko → content
 */
export function initramfs(busybox, modules) {
  const drivers = MODULES.filter((name) => modules.has(name));
  return gzipSync(
    cpioArchive([
      ...FOLDERS.map((path) => /** @type {const} */ ({ path, kind: 'directory' })),
      // The kernel opens the console for /init before /init can mount /dev.
      { path: 'dev/console', kind: 'char', device: [5, 1] },
      { path: 'bin/busybox', kind: 'file', mode: 0o755, data: busybox },
      { path: 'bin/sh', kind: 'link', data: 'busybox' },
      { path: 'init', kind: 'file', mode: 0o755, data: INIT },
      { path: 'etc/passwd', kind: 'file', data: PASSWD },
      { path: 'etc/acpi/PWRF/00000080', kind: 'file', mode: 0o755, data: POWER_BUTTON },
      ...drivers.map((name) => {
        const data = modules.get(name);
        return /** @type {import('./cpio.mjs').Entry} */ ({ path: `lib/modules/${name}.ko`, kind: 'file', data });
      }),
    ]),
    { level: 6 },
  );
}

/** What the archive's content depends on besides busybox and the kernel package. */
export const RECIPE = [INIT, POWER_BUTTON, PASSWD, ...FOLDERS, ...MODULES].join('\n');
