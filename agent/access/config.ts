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

/** The administrator's `/etc/virtcell/agent.json`. An unknown key is refused: a misspelt one must not be a default. */
export const configSchema = z.strictObject({
  /** Whom QEMU runs as for callers that are root: a user's name. `root` is accepted. */
  qemuUser: z.optional(userName),
  /** What every private /dev holds, beside `/dev/kvm` for domains of type kvm. */
  defaultNodes: z._default(z.array(absolutePath), [...DEFAULT_NODES]),
  /**
   * Devices that users may use by way of their VMs. Only the copy in a VM's private /dev changes: it is the user's, mode
   * 0600, or 0400 where the access is `read`.
   */
  grants: z._default(z.array(grant), []),
  /** `[]` switches the private /dev off. */
  namespaces: z._default(z.array(z.enum(['mount'])), ['mount']),
  /**
   * Whether a running domain's /dev is brought to what the host has whenever that changes, or only when its owner asks.
   */
  devSync: z._default(z.enum(['manual', 'automatic']), 'manual'),
  /** Whether owners may speak to their QEMU's monitor, past what the agent knows: `virtcell qemu-monitor-command`. */
  monitorCommands: z._default(z.boolean(), true),
  /** Starts domains where the host has no Landlock, instead of refusing. */
  allowUnconfined: z._default(z.boolean(), false),
  limits: z._default(
    z.strictObject({
      /** Domains that one user may have, running and defined. */
      domainsPerUser: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), 64),
      /** Output that is kept of each console; up to four times as much while a reader is behind. */
      consoleLogBytes: z._default(z.int().check(z.minimum(64 << 10), z.maximum(2 ** 40)), DEFAULT_LOG_BYTES),
      /** Shells inside domains that one user may have open. */
      shellsPerUser: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 8),
    }),
    { domainsPerUser: 64, consoleLogBytes: DEFAULT_LOG_BYTES, shellsPerUser: 8 },
  ),
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
