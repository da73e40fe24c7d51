import type { DomainValue } from '../schema/drafts.ts';
import { deviceOf } from './deviceParts.ts';
import type { ChardevBackend, UsbChardev } from './domain.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

type Devices = NonNullable<DomainValue['child']['devices']>['child'];
type Value = Devices['redirdev'][number] | Devices['smartcard'][number];

export function usbChardevsOf(values: readonly Value[], name: string, origins: Origins): UsbChardev[] {
  return values.map((each, i) => {
    const address = 'address' in each.child ? each.child.address : undefined;
    const place = address && { type: 'usb' as const, bus: address.attr.bus ?? 0, port: address.attr.port };
    return present({
      address: place,
      backend: backendOf(each, origins),
      ...deviceOf(each, `${name}${i}`, origins),
    });
  });
}

function backendOf({ type, child: { source } }: Value, origins: Origins): ChardevBackend {
  const file = origins.file(source.attr.path, source.node);
  if (type === 'dev') return { type, file };
  return { type, mode: 'mode' in source.attr ? (source.attr.mode ?? 'connect') : 'connect', socket: file };
}
