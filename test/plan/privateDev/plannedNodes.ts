import type { DevPlan, PlannedNode, Reason } from '../../../plan/privateDev/devPlan.ts';
import { access, directoryAccess, rangeAt } from './madeUpHost.ts';

export const of = (device: string): Reason => ({ kind: 'element', element: `/${device}`, range: rangeAt(0), device });
export const byDefault: Reason = { kind: 'default' };
export const node = (path: string, minor: number, ...reasons: Reason[]): PlannedNode => ({
  path,
  kind: 'block',
  major: 8,
  minor,
  access,
  reasons,
});
export const link = (path: string, target: string, ...reasons: Reason[]): PlannedNode => ({
  path,
  kind: 'link',
  target,
  reasons,
});
export const folder = (path: string, ...reasons: Reason[]): PlannedNode => ({
  path,
  kind: 'directory',
  access: directoryAccess,
  reasons,
});
export const plan = (...nodes: PlannedNode[]): DevPlan => ({ nodes, mounts: [], hidden: 3 });
export const absent = (present: DevPlan, path: string, ...reasons: Reason[]): DevPlan => ({
  ...present,
  absent: [{ path, reasons }],
});
