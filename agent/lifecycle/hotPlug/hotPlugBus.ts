import type { AttachedDevice } from '../../../domain-xml/attachDevice.ts';
import { chipsetOf } from '../../../domain-xml/model/machine.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import { emptyBridge, queryPci } from '../../qemu/pciBuses.ts';

/**
 * The PCI bus that takes one more device. i440fx plugs into its root; PCI Express only into a port, and each port takes
 * one device.
 */
export async function hotPlugBus(monitor: Monitor, { domain, device }: AttachedDevice): Promise<string> {
  if (chipsetOf(domain.os.machine) === 'i440fx') return 'pci.0';
  const ports = domain.controllers.filter(({ model }) => model === 'pcie-root-port').map(({ alias }) => alias);
  const devices = await queryPci(monitor);
  const port = emptyBridge(devices, [...ports, ...rootPortsOf(devices.map(({ qdev_id }) => qdev_id))]);
  if (port !== undefined) return port;
  throw new VirtcellError({
    code: 'not-hot-pluggable',
    message: 'no PCI Express port of the running machine is free',
    element: device.origin.element,
    hint: 'Give the definition one more <controller type="pci" model="pcie-root-port"/>.',
  });
}

/** Ports that the domain's XML does not name were added by the plan, under the names of PCI controllers. */
const rootPortsOf = (ids: readonly string[]): string[] => ids.filter((id) => /^pci\.\d+$/.test(id));
