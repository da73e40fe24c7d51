import type { Rng } from '../../domain-xml/model/domain.ts';
import { type Arguments, device, object } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The period, in milliseconds, of a rate that names none. */
const SECOND = 1000;

/** The memory balloon, unless the domain wants none. */
export function memballoon(wiring: Wiring): Arguments {
  const { memballoon } = wiring.domain;
  if (memballoon.model === 'none') return [];
  return device({ driver: 'virtio-balloon-pci', id: memballoon.alias, ...pciProperties(wiring, memballoon.alias) });
}

/** Each random number generator: where its bytes come from, then its device. */
export function rngs(wiring: Wiring): Arguments {
  return wiring.domain.rngs.flatMap((each) => [...entropySource(each), ...rngDevice(wiring, each)]);
}

function entropySource({ alias, backend }: Rng): Arguments {
  const id = `obj${alias}`;
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
