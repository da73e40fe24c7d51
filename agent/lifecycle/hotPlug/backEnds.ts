import * as z from 'zod/mini';
import type { QmpStep } from '../../../plan/commandLine/hotPlug.ts';
import type { Monitor } from '../../qemu/monitor.ts';

const nodes = z.array(z.looseObject({ 'node-name': z.optional(z.string()) }));
const chardevs = z.array(z.looseObject({ label: z.string() }));
const objects = z.array(z.looseObject({ name: z.string() }));

/** The block nodes that QEMU has, by name. */
export const blockNodes = async (monitor: Monitor): Promise<string[]> =>
  nodes.parse(await monitor.execute('query-named-block-nodes')).flatMap((node) => node['node-name'] ?? []);

/**
 * Has QEMU give up a back end. One that it has no more, or never had, is no hindrance: an error tells only in words that
 * there is none, so QEMU is asked what it has.
 */
export async function removeBackEnd(monitor: Monitor, step: QmpStep): Promise<void> {
  try {
    await monitor.execute(step.execute, step.arguments);
  } catch (error) {
    const { id, 'node-name': node } = step.arguments;
    if ((await present(monitor, step.execute)).includes(String(id ?? node))) throw error;
  }
}

async function present(monitor: Monitor, removing: string): Promise<readonly string[]> {
  switch (removing) {
    case 'blockdev-del':
      return blockNodes(monitor);
    case 'chardev-remove':
      return chardevs.parse(await monitor.execute('query-chardev')).map(({ label }) => label);
    case 'object-del':
      return objects.parse(await monitor.execute('qom-list', { path: '/objects' })).map(({ name }) => name);
    default:
      throw new RangeError(`${removing} removes no back end`);
  }
}
