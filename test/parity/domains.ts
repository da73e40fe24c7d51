/** What both libvirt and Virtcell are given, to the letter. */
export interface ParityDomain {
  readonly name: string;
  readonly xml: string;
  /** Paths below /dev that the XML asks for, and where they lead. */
  readonly disks: readonly string[];
  readonly serials: number;
}

/** A folder in the host's /dev with links to the two devices, as udev makes them. */
export interface HostDisks {
  readonly first: string;
  readonly second: string;
  readonly linkToSecond: string;
}

const prefix = `virtcell-parity-${process.pid}`;

export function parityDomains({ first, second, linkToSecond }: HostDisks): ParityDomain[] {
  return [
    domain('serial', { disks: [], rngs: [], serials: 1 }),
    domain('disk-and-rng', { disks: [first], rngs: ['/dev/random'], serials: 1 }),
    domain('linked-disks', { disks: [first, linkToSecond], rngs: ['/dev/urandom'], serials: 2 }, [first, second]),
  ];
}

interface Devices {
  readonly disks: readonly string[];
  readonly rngs: readonly string[];
  readonly serials: number;
}

function domain(name: string, devices: Devices, ends: readonly string[] = devices.disks): ParityDomain {
  const lines = [
    ...devices.disks.map(diskXml),
    ...devices.rngs.map((path) => `<rng model='virtio'><backend model='random'>${path}</backend></rng>`),
    ...Array.from({ length: devices.serials }, (_, port) => `<serial type='pty'><target port='${port}'/></serial>`),
    `<console type='pty'/>`,
  ];
  const xml = `<domain type='qemu'>
  <name>${prefix}-${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    ${lines.join('\n    ')}
  </devices>
</domain>
`;
  return { name: `${prefix}-${name}`, xml, disks: ends, serials: devices.serials };
}

const diskXml = (path: string, index: number): string => `<disk type='block' device='disk'>
      <driver name='qemu' type='raw'/>
      <source dev='${path}'/>
      <target dev='vd${'ab'[index]}' bus='virtio'/>
    </disk>`;
