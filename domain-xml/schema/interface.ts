import { boot, onPci } from './device.ts';
import { atMostOne, element, one, required, variants } from './elementSchema.ts';
import { managed, networkFunctionSource, vfioDriver } from './hostdev.ts';
import { macAddress } from './names.ts';
import { oneOf } from './valueType.ts';

const model = oneOf(
  {
    virtio: 'Fast; needs a driver in the guest.',
    e1000: 'Intel 82540EM, known to nearly every guest.',
    e1000e: 'Intel 82574L, for q35.',
    rtl8139: 'Realtek 8139, old; the default, as in libvirt.',
    ne2k_pci: 'NE2000, older.',
    pcnet: 'AMD PCnet.',
    vmxnet3: 'VMware’s card.',
    igb: 'Intel 82576.',
  },
  [
    'virtio-transitional',
    'virtio-non-transitional',
    'usb-net',
    'netfront',
    'e1000-82544gc',
    'e1000-82545em',
    'i82551',
    'i82557b',
    'i82559er',
    'ne2k_isa',
  ],
);

const user = element(
  'A network that QEMU makes by itself: the guest gets out, nothing gets in, no rights are needed.',
  {
    children: {
      mac: atMostOne(
        element('The hardware address.', {
          attributes: { address: required(macAddress, 'Six octets, the first even: 52:54:00:… is usual.') },
        }),
      ),
      model: atMostOne(
        element('The card that the guest sees.', { attributes: { type: required(model, 'The kind of card.') } }),
      ),
      link: atMostOne(
        element('Whether the cable is plugged in.', {
          attributes: { state: required(oneOf({ up: 'Plugged in, as by itself.' }, ['down']), 'The state.') },
        }),
      ),
      boot,
      ...onPci,
    },
  },
);

const hostFunction = element(
  'A network function of the host, mostly a virtual one. Its IOMMU group becomes part of the private /dev.',
  {
    attributes: { managed },
    children: {
      mac: atMostOne(
        element('The hardware address. libvirt sets it on the host; here the host’s administrator does.', {
          attributes: { address: required(macAddress, 'Six octets, the first even.') },
        }),
      ),
      source: one(networkFunctionSource),
      driver: atMostOne(vfioDriver),
      model: atMostOne(
        element('Changes nothing, as in libvirt: the guest sees the function itself.', {
          attributes: { type: required(model, 'The kind of card.') },
        }),
      ),
      boot,
      ...onPci,
    },
  },
);

export const networkInterface = variants('A network card.', {
  by: 'type',
  cases: { user, hostdev: hostFunction },
  known: [
    'network',
    'bridge',
    'direct',
    'ethernet',
    'vdpa',
    'vhostuser',
    'server',
    'client',
    'mcast',
    'udp',
    'internal',
    'null',
    'vds',
  ],
});
