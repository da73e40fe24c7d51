import type { MatrixHost } from './matrixHost.ts';

/** One domain of the matrix: what it has, and the XML of that. */
export interface MatrixCase {
  readonly name: string;
  readonly devices: (host: MatrixHost) => string;
}

type Xml = (host: MatrixHost, index: number) => string;

const disk =
  (path: (host: MatrixHost) => string, type: 'block' | 'file' = 'block', format = 'raw'): Xml =>
  (host, index) => {
    const source = type === 'block' ? 'dev' : 'file';
    return `<disk type='${type}' device='disk'><driver name='qemu' type='${format}'/><source ${source}='${path(host)}'/><target dev='vd${'abcdefgh'[index]}' bus='virtio'/><readonly/></disk>`;
  };
const rng =
  (path: (host: MatrixHost) => string): Xml =>
  (host) =>
    `<rng model='virtio'><backend model='random'>${path(host)}</backend></rng>`;
const inDev =
  (name: string) =>
  ({ dev }: MatrixHost): string =>
    `${dev}/${name}`;
const image =
  (name: string) =>
  ({ images }: MatrixHost): string =>
    `${images}/${name}`;
const channel =
  (backend: string, number = 0): Xml =>
  (host) =>
    `<channel ${backend.replaceAll('DEV', host.dev)}<target type='virtio' name='org.virtcell.${number}'/></channel>`;
const plain =
  (xml: string): Xml =>
  () =>
    xml;

/** What both can start: see docs/differences.md for what libvirt 9.0 could not. */
const PARTS: Readonly<Record<string, Xml>> = {
  'a block device': disk(({ loops }) => loops[0]),
  'a link of one hop': disk(inDev('one-hop')),
  'a link of three hops': disk(inDev('three-hops')),
  'an absolute link': disk(inDev('absolute')),
  'a folder that is a link': disk(inDev('folder/disk')),
  'a folder in a folder': disk(inDev('deep/er/disk')),
  'an odd owner': disk(inDev('odd')),
  'an ACL': disk(inDev('listed')),
  'a file in /dev/shm': disk(({ dev }) => `/dev/shm/${dev.slice('/dev/'.length)}`, 'file'),
  'a file elsewhere': disk(image('plain'), 'file'),
  'a link from elsewhere': disk(image('link')),
  'an image on a file': disk(image('on-file'), 'file', 'qcow2'),
  'an image on a device': disk(image('on-device'), 'file', 'qcow2'),
  'a chain of images': disk(image('on-chain'), 'file', 'qcow2'),
  'rng on urandom': rng(() => '/dev/urandom'),
  'rng on random': rng(() => '/dev/random'),
  'rng on a device of another name': rng(inDev('hwrng')),
  'rng of QEMU’s own': plain(`<rng model='virtio'><backend model='builtin'/></rng>`),
  'two serial ports': plain(`<serial type='pty'><target port='1'/></serial>`),
  'a virtio console': plain(`<console type='pty'><target type='virtio' port='1'/></console>`),
  'a channel on a PTY': channel(`type='pty'>`),
  'a USB tablet': plain(`<input type='tablet' bus='usb'/>`),
  'a virtio keyboard': plain(`<input type='keyboard' bus='virtio'/>`),
};

/** Each part alone, and each with two others, so that what one brings meets what another does. */
export function matrix(): MatrixCase[] {
  const names = Object.keys(PARTS);
  const alone = names.map((name) => [name]);
  const together = names.map((name, index) => [
    name,
    ...[7, 12].map((step) => names[(index + step) % names.length] ?? name),
  ]);
  return [...alone, ...together].map((parts) => ({
    name: parts.join(', '),
    devices: (host) => parts.map((part, index) => PARTS[part]?.(host, index) ?? '').join('\n    '),
  }));
}

/** The console comes first in libvirt's own form: the serial port that it stands for is always there. */
export const matrixXml = (name: string, devices: string): string => `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    ${devices}
  </devices>
</domain>
`;
