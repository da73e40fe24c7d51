import * as z from 'zod/mini';
import { writeAtomically } from '../../host/atomicFile.ts';
import { readKept } from '../definitions/keptFile.ts';
import type { LiveDomain } from '../liveDomain.ts';

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
  nodev: z.optional(z.literal(true)),
});

const address = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('pci'),
    ...{ domain: z.int(), bus: z.int(), slot: z.int(), function: z.int(), multifunction: z.optional(z.boolean()) },
  }),
  z.strictObject({
    type: z.literal('drive'),
    ...{ controller: z.int(), bus: z.int(), target: z.int(), unit: z.int() },
  }),
  z.strictObject({ type: z.literal('virtio-serial'), controller: z.int(), bus: z.int(), port: z.int() }),
  z.strictObject({ type: z.literal('usb'), bus: z.int(), port: z.string() }),
]);

const controller = z.strictObject({
  type: z.string(),
  index: z.int(),
  alias: z.string(),
  model: z.optional(z.string()),
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
  source: z.strictObject({ file: z.nullable(z.string()), sha256: z.string(), text: z.string() }),
  startedAt: z.iso.datetime(),
  layout: z.strictObject({ addresses: z.record(z.string(), address), controllers: z.array(controller) }),
  changes: z.strictObject({
    attached: z.array(z.string()),
    detached: z.array(z.strictObject({ alias: z.string(), xml: z.string() })),
  }),
});

/** The part of a running domain that is written here. */
export type StartRecord = Pick<LiveDomain, keyof z.infer<typeof startRecord>>;

/** More than the longest text, each byte escaped, and a plan of thousands of nodes. */
const MAX_RECORD_BYTES = 32 << 20;

export function writeStartRecord(path: string, record: StartRecord): void {
  const { plan, timeline, source, startedAt, layout, changes } = record;
  const content = JSON.stringify({ plan, timeline, source, startedAt, layout, changes } satisfies StartRecord);
  writeAtomically(path, content, 0o600, 'until-reboot');
}

/** @throws ZodError, SyntaxError or the error of reading when the file is not what writeStartRecord wrote */
export const readStartRecord = (path: string): StartRecord =>
  startRecord.parse(JSON.parse(readKept(path, MAX_RECORD_BYTES))) as StartRecord;
