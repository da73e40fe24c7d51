import { devicesOf } from '../../domain-xml/model/devicesOf.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import type { AbsentPath, DevPlan, Reason } from './devPlan.ts';

/** The plan with the alias of the device on each reason that is a device's: what is unplugged later takes these along. */
export function withHolders(plan: DevPlan, domain: Domain): DevPlan {
  const devices = devicesOf(domain).map(({ alias, origin }) => ({ alias, element: origin.element }));
  const aliasOf = (element: string): string | undefined =>
    devices.find((device) => element === device.element || element.startsWith(`${device.element}/`))?.alias;
  const named = (reason: Reason): Reason => {
    if (reason.kind !== 'element') return reason;
    const device = aliasOf(reason.element);
    return device === undefined ? reason : { ...reason, device };
  };
  const withNames = <T extends AbsentPath>(each: T): T => ({ ...each, reasons: each.reasons.map(named) });
  return { ...plan, nodes: plan.nodes.map(withNames), ...(plan.absent && { absent: plan.absent.map(withNames) }) };
}
