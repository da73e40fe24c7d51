import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import type { TimelineStep } from '../../protocol/methods.ts';
import { writeAtomically } from './atomicFile.ts';
import type { SourceEntry } from './domainSource.ts';

const position = z.strictObject({ line: z.int(), character: z.int() });
const range = z.strictObject({ start: position, end: position });
const access = z.strictObject({
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
  acl: z.optional(z.string()),
  label: z.optional(z.string()),
});
const device = z.optional(z.string());
const attached = z.optional(z.literal(true));
const reason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('element'), element: z.string(), range, device, attached }),
  z.strictObject({ kind: z.literal('grant'), path: z.string() }),
  z.strictObject({ kind: z.literal('link'), path: z.string() }),
]);
const wanted = { path: z.string(), reasons: z.array(reason) };
const common = { ...wanted, ours: z.optional(z.literal(true)) };
const node = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.enum(['char', 'block']), major: z.int(), minor: z.int(), access }),
  z.strictObject({ ...common, kind: z.literal('link'), target: z.string() }),
  z.strictObject({ ...common, kind: z.literal('bind'), directory: z.boolean(), access }),
  z.strictObject({ ...common, kind: z.literal('directory'), access }),
]);
const mount = z.strictObject({
  path: z.string(),
  source: z.string(),
  fsType: z.string(),
  options: z.array(z.string()),
  onto: z.enum(['directory', 'file']),
});

/** What a start decided and measured: neither can be found out again once the host has changed. */
const startRecord = z.strictObject({
  plan: z.strictObject({
    nodes: z.array(node),
    mounts: z.array(mount),
    absent: z.optional(z.array(z.strictObject(wanted))),
    hidden: z.int(),
    hostDev: z.optional(z.enum(['detached', 'covered'])),
  }),
  timeline: z.array(z.strictObject({ step: z.string(), ns: z.number() })),
  source: z.strictObject({ file: z.nullable(z.string()), sha256: z.string() }),
});

export interface StartRecord {
  readonly plan: DevPlan;
  readonly timeline: readonly TimelineStep[];
  readonly source: SourceEntry;
}

export const writeStartRecord = (path: string, record: StartRecord): void =>
  writeAtomically(path, JSON.stringify(record), 0o600, 'until-reboot');

/** @throws ZodError, SyntaxError or the error of reading when the file is not what writeStartRecord wrote */
export const readStartRecord = (path: string): StartRecord =>
  startRecord.parse(JSON.parse(readFileSync(path, 'utf8'))) as StartRecord;
