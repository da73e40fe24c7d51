import type { Rng } from '../../domain-xml/model/domain.ts';
import { backEnd } from './characterDevices.ts';
import { type Arguments, device, object } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The period of a rate that names none, in milliseconds. */
const SECOND = 1000;

/** Each random number generator: where its bytes come from, then its device. */
export function rngs(wiring: Wiring): Arguments {
  return wiring.domain.rngs.flatMap((each) => [...entropySource(each), ...rngDevice(wiring, each)]);
}

function entropySource({ alias, backend }: Rng): Arguments {
  const id = `obj${alias}`;
  if (backend.model === 'egd') {
    const chardev = `char${alias}`;
    return [...backEnd(chardev, backend.chardev), ...object({ 'qom-type': 'rng-egd', id, chardev })];
  }
  return backend.model === 'builtin'
    ? object({ 'qom-type': 'rng-builtin', id })
    : object({ 'qom-type': 'rng-random', id, filename: backend.file.path });
}

function rngDevice(wiring: Wiring, { alias, rate }: Rng): Arguments {
  return device({
    driver: 'virtio-rng-pci',
    rng: `obj${alias}`,
    id: alias,
    'max-bytes': rate?.bytes,
    period: rate && (rate.period ?? SECOND),
    ...pciProperties(wiring, alias),
  });
}
