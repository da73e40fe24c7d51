import type { NetworkInterface } from '../../domain-xml/model/domain.ts';
import { type Arguments, device } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** Each interface's back end, QEMU's user-mode network, then its device. */
export function interfaces(wiring: Wiring): Arguments {
  return wiring.domain.interfaces.flatMap((each) => [...userNetwork(each), ...interfaceDevice(wiring, each)]);
}

function userNetwork({ alias }: NetworkInterface): Arguments {
  return ['-netdev', JSON.stringify({ type: 'user', id: `host${alias}` })];
}

function interfaceDevice(wiring: Wiring, { alias, model, mac }: NetworkInterface): Arguments {
  return device({
    driver: model === 'virtio' ? 'virtio-net-pci' : model,
    netdev: `host${alias}`,
    id: alias,
    mac,
    bootindex: wiring.boot.get(alias),
    ...pciProperties(wiring, alias),
  });
}
