import { type Arguments, device } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The memory balloon, unless the domain wants none. Its first size is not an argument: the agent sets it over QMP. */
export function memballoon(wiring: Wiring): Arguments {
  const { memballoon } = wiring.domain;
  if (memballoon.model === 'none') return [];
  return device({ driver: 'virtio-balloon-pci', id: memballoon.alias, ...pciProperties(wiring, memballoon.alias) });
}
