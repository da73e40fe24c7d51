import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { DEFAULT_NODES } from '../../plan/privateDev/wanted.ts';
import { validate } from '../../protocol/validate.ts';
import { DEFAULT_LOG_BYTES } from '../consoles/logLimits.ts';

const absolutePath = z.string().check(z.regex(/^\/dev\/[^\0]+$/));

const userName = z.string().check(z.regex(/^[a-z_][a-z0-9_-]{0,31}$/));
const granted = { path: absolutePath, access: z.optional(z.enum(['read', 'read-write'])) };
const grant = z.union([
  z.strictObject({ user: userName, ...granted }),
  z.strictObject({ group: userName, ...granted }),
]);

/** With what the editor says of it: `media/agent.schema.json` is made of this. */
function said<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

const DEFAULT_LIMITS = { domainsPerUser: 64, consoleLogBytes: DEFAULT_LOG_BYTES, shellsPerUser: 8 };

const limits = z.strictObject({
  domainsPerUser: said(
    z._default(z.int().check(z.minimum(1), z.maximum(10_000)), DEFAULT_LIMITS.domainsPerUser),
    'Domains that one user may have, running and defined.',
  ),
  consoleLogBytes: said(
    z._default(z.int().check(z.minimum(64 << 10), z.maximum(2 ** 40)), DEFAULT_LIMITS.consoleLogBytes),
    'Output that is kept of each console; up to four times as much while a reader is behind.',
  ),
  shellsPerUser: said(
    z._default(z.int().check(z.minimum(0), z.maximum(1000)), DEFAULT_LIMITS.shellsPerUser),
    'Shells inside domains that one user may have open.',
  ),
});

/** The administrator's `/etc/virtcell/agent.json`. An unknown key is refused: a misspelt one must not be a default. */
export const configSchema = z.strictObject({
  qemuUser: said(
    z.optional(userName),
    'Whom QEMU runs as for callers that are root: a user’s name. “root” is accepted.',
  ),
  defaultNodes: said(
    z._default(z.array(absolutePath), [...DEFAULT_NODES]),
    'What every private /dev holds, beside /dev/kvm for domains of type kvm.',
  ),
  grants: said(
    z._default(z.array(grant), []),
    'Devices that users may use by way of their VMs. Only the copy in a VM’s private /dev changes: it is the user’s, mode 0600, or 0400 where the access is “read”.',
  ),
  namespaces: said(z._default(z.array(z.enum(['mount'])), ['mount']), '[] switches the private /dev off.'),
  devSync: said(
    z._default(z.enum(['manual', 'automatic']), 'manual'),
    'Whether a running domain’s /dev is brought to what the host has whenever that changes, or only when its owner asks.',
  ),
  monitorCommands: said(
    z._default(z.boolean(), true),
    'Whether owners may speak to their QEMU’s monitor, past what the agent knows: virtcell qemu-monitor-command.',
  ),
  allowUnconfined: said(
    z._default(z.boolean(), false),
    'Starts domains where the host has no Landlock, instead of refusing.',
  ),
  limits: z._default(limits, DEFAULT_LIMITS),
});

export type AgentConfig = z.infer<typeof configSchema>;

/**
 * The configuration; every default where there is no file.
 *
 * @throws Error naming the file and every key that is wrong in it
 */
export function readConfig(path: string | undefined): AgentConfig {
  if (path === undefined) return configSchema.parse({});
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  return validate(configSchema, value, path);
}
