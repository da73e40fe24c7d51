import * as z from 'zod/mini';
import type { PciAddress } from '../../domain-xml/model/domain.ts';
import type { Monitor } from './monitor.ts';

/** PciDeviceInfo of the QMP reference, as far as it is needed. Devices behind a bridge are in it. */
interface PciDevice {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly qdev_id: string;
  readonly pci_bridge?: { readonly devices?: readonly PciDevice[] | undefined } | undefined;
}
const pciDevice: z.ZodMiniType<PciDevice> = z.looseObject({
  bus: z.int(),
  slot: z.int(),
  function: z.int(),
  qdev_id: z.string(),
  pci_bridge: z.optional(
    z.looseObject({
      get devices() {
        return z.optional(z.array(pciDevice));
      },
    }),
  ),
}) as unknown as z.ZodMiniType<PciDevice>;
const pciBuses = z.array(z.looseObject({ devices: z.array(pciDevice) }));

/** The PCI devices of a machine as its QEMU has them now. */
export async function queryPci(monitor: Monitor): Promise<readonly PciDevice[]> {
  return pciBuses.parse(await monitor.execute('query-pci')).flatMap(({ devices }) => devices.flatMap(withThoseBehind));
}

const withThoseBehind = (device: PciDevice): PciDevice[] => [
  device,
  ...(device.pci_bridge?.devices ?? []).flatMap(withThoseBehind),
];

/** The first of these bridges that nothing is behind. */
export const emptyBridge = (devices: readonly PciDevice[], aliases: readonly string[]): string | undefined =>
  aliases.find((alias) => {
    const bridge = devices.find((device) => device.qdev_id === alias);
    return bridge !== undefined && (bridge.pci_bridge?.devices ?? []).length === 0;
  });

/** Where a device is. */
export function addressOf(devices: readonly PciDevice[], alias: string): PciAddress | undefined {
  const found = devices.find((device) => device.qdev_id === alias);
  return found && { type: 'pci', domain: 0, bus: found.bus, slot: found.slot, function: found.function };
}
