import * as z from 'zod/mini';
import { MAX_XML_BYTES } from './limits.ts';
import { monitorCommand } from './monitorCommand.ts';
import { range } from './range.ts';

/** A domain is named by its name or UUID; root, who sees every owner's domains, may have to say whose. */
const domainRef = {
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  owner: z.optional(z.int().check(z.minimum(0))),
};
const xml = z.string().check(z.maxLength(MAX_XML_BYTES));
const file = z.optional(z.string().check(z.maxLength(4096)));

/** The parameters of every method, as the agent accepts them: an unknown field is refused. */
export const params = {
  hello: z.strictObject({ protocol: z.int(), client: z.string().check(z.maxLength(128)) }),
  doctor: z.strictObject({}),
  plan: z.strictObject({ xml }),
  /** `owner`: whose domain it is, for root; otherwise the caller's own. */
  define: z.strictObject({ xml, file, owner: domainRef.owner }),
  undefine: z.strictObject(domainRef),
  create: z.strictObject({ xml, file, paused: z.optional(z.boolean()) }),
  start: z.strictObject({ ...domainRef, paused: z.optional(z.boolean()) }),
  shutdown: z.strictObject(domainRef),
  reboot: z.strictObject(domainRef),
  reset: z.strictObject(domainRef),
  suspend: z.strictObject(domainRef),
  resume: z.strictObject(domainRef),
  destroy: z.strictObject(domainRef),
  /** Whether the domain starts with the machine. */
  autostart: z.strictObject({ ...domainRef, enabled: z.boolean() }),
  dominfo: z.strictObject(domainRef),
  /** What the next start takes, beside what the running domain was started from, attached and detached since. */
  changes: z.strictObject(domainRef),
  list: z.strictObject({ all: z.optional(z.boolean()) }),
  dumpxml: z.strictObject({ ...domainRef, inactive: z.optional(z.boolean()) }),
  dev: z.strictObject(domainRef),
  /** What is kept of a console's output, also of the last run of a domain that is only defined. */
  consoleLog: z.strictObject({
    ...domainRef,
    alias: z.optional(z.string().check(z.maxLength(128))),
    /** Tell the times too. */
    times: z.optional(z.boolean()),
  }),
  /** Brings the domain's /dev to what the host has now, where QEMU holds nothing of what would go. */
  syncDev: z.strictObject(domainRef),
  attachDevice: z.strictObject({ ...domainRef, xml }),
  /** The device is found by its alias, its target or its address, as in the XML of what is attached. */
  detachDevice: z.strictObject({ ...domainRef, xml }),
  /** For its owner alone; the domain is tainted by it. */
  monitorCommand: z.strictObject({ ...domainRef, command: monitorCommand }),
  subscribe: z.strictObject({}),
} as const;

export type Method = keyof typeof params;
export const isMethod = (name: string): name is Method => Object.hasOwn(params, name);
export type Params<M extends Method> = z.infer<(typeof params)[M]>;

export const diagnostic = z.strictObject({
  severity: z.enum(['error', 'warning', 'information']),
  code: z.string(),
  message: z.string(),
  range,
});

const consoleEntry = z.strictObject({
  alias: z.string(),
  type: z.string(),
  /** The PTY on the host, `/dev/pts/N`, while the domain runs. */
  path: z.nullable(z.string()),
  /** A symbolic link that leads to the PTY under a name which does not change. */
  link: z.nullable(z.string()),
});

/** What is kept of a console's output. */
export const consoleLogEntry = z.strictObject({
  alias: z.string(),
  running: z.boolean(),
  /** Offsets of the first byte that is kept and of the end. */
  first: z.int(),
  end: z.int(),
  /** Offsets around which QEMU may have logged some bytes twice. */
  marks: z.array(z.int()),
  /** When output was first seen, in milliseconds since 1970. */
  since: z.nullable(z.int()),
  /** Where it was seen to end, and when, in milliseconds since 1970; ascending. */
  times: z.optional(z.array(z.strictObject({ time: z.int(), offset: z.int() }))),
});
export type ConsoleLogEntry = z.infer<typeof consoleLogEntry>;

/** The text that a domain was made from, as it was sent: which file it is from, and SHA-256 over its UTF-8 in hex. */
const sourceEntry = z.strictObject({ file: z.nullable(z.string()), sha256: z.string() });

export const DOMAIN_STATES = ['shut off', 'starting', 'paused', 'running', 'in shutdown', 'crashed'] as const;
export type DomainState = (typeof DOMAIN_STATES)[number];

/** What went wrong of a domain while nobody waited for an answer. */
export const domainProblem = z.strictObject({
  /** ISO 8601. */
  at: z.string(),
  code: z.string(),
  message: z.string(),
  errno: z.optional(z.string()),
  path: z.optional(z.string()),
  hint: z.optional(z.string()),
});
export type DomainProblem = z.infer<typeof domainProblem>;

const domainFields = {
  name: z.string(),
  uuid: z.string(),
  /** A small number while it runs, as in virsh; null otherwise. */
  id: z.nullable(z.int()),
  state: z.enum(DOMAIN_STATES),
  pid: z.nullable(z.int()),
  owner: z.int(),
  consoles: z.array(consoleEntry),
  /** How a person gets to the running one; while it does not run, to what its definition makes. */
  waysIn: z.strictObject({ screen: z.boolean(), console: z.boolean() }),
  /** What the next start takes; null for a domain that only runs. */
  definition: z.nullable(sourceEntry),
  /** What the running one was started from; null while it does not run. */
  startedFrom: z.nullable(sourceEntry),
  /** Whether it starts with the machine. */
  autostart: z.boolean(),
  /** The last thing that went wrong while nobody waited; null when nothing did since its last start. */
  problem: z.nullable(domainProblem),
  /** What was done to the running one that the agent cannot answer for, in libvirt's words: `custom-monitor`. */
  taints: z.array(z.string()),
};
export const domainEntry = z.strictObject(domainFields);
export type DomainEntry = z.infer<typeof domainEntry>;
export type ConsoleEntry = z.infer<typeof consoleEntry>;

/** More of one domain than `list` tells. Times are ISO 8601, sizes bytes. */
export const domainInfo = z.strictObject({
  ...domainFields,
  /** Of the running domain; of its definition while it does not run. */
  vcpus: z.strictObject({ maximum: z.int(), current: z.int() }),
  memory: z.strictObject({ maximum: z.int(), current: z.int() }),
  /** Whether it stays when it ends. */
  persistent: z.boolean(),
  /** Why it is in its state, as libvirt says it, and since when; null while it does not run. */
  reason: z.nullable(z.string()),
  since: z.nullable(z.string()),
  startedAt: z.nullable(z.string()),
  /** `mountNamespace`: its inode; null where namespaces are switched off. */
  privateDev: z.nullable(z.strictObject({ nodes: z.int(), hidden: z.int(), mountNamespace: z.nullable(z.int()) })),
  /** Whether the next start would make another machine of it; null while it does not run, or is not defined. */
  changed: z.nullable(z.boolean()),
});
export type DomainInfo = z.infer<typeof domainInfo>;

const changedElement = z.strictObject({ alias: z.string(), xml: z.string() });
export const domainChanges = z.strictObject({
  /** The texts as they were sent. `startedFrom` is null while it does not run. */
  startedFrom: z.nullable(z.strictObject({ file: z.nullable(z.string()), text: z.string() })),
  definition: z.nullable(z.strictObject({ file: z.nullable(z.string()), text: z.string() })),
  attached: z.array(changedElement),
  detached: z.array(changedElement),
});
export type DomainChanges = z.infer<typeof domainChanges>;

/** One step of a launch and how long it took. */
const timelineStep = z.strictObject({ step: z.string(), ns: z.number() });
export type TimelineStep = z.infer<typeof timelineStep>;
export const startedDomain = z.strictObject({ ...domainFields, timeline: z.array(timelineStep) });
export type StartedDomain = z.infer<typeof startedDomain>;

const reason = z.strictObject({
  kind: z.enum(['default', 'element', 'grant', 'link']),
  element: z.optional(z.string()),
  range: z.optional(range),
  /** The alias of the device whose element it is, in a running domain. */
  device: z.optional(z.string()),
  /** The device was attached while the domain ran; the file has no place for it. */
  attached: z.optional(z.literal(true)),
  path: z.optional(z.string()),
});
/** What stands at a path of a /dev. */
const devThing = {
  kind: z.enum(['char', 'block', 'link', 'bind', 'directory']),
  major: z.optional(z.int()),
  minor: z.optional(z.int()),
  /** Four octal digits, `0660`. */
  mode: z.optional(z.string()),
  uid: z.optional(z.int()),
  gid: z.optional(z.int()),
  /** In the short text form of acl(5), one line: `user::rw-,user:1000:rw-,group::---,mask::rw-,other::---`. */
  acl: z.optional(z.string()),
  /** The SELinux label. */
  label: z.optional(z.string()),
  target: z.optional(z.string()),
};
const devNode = z.strictObject({
  path: z.string(),
  ...devThing,
  reasons: z.array(reason),
  state: z.optional(z.enum(['as-planned', 'missing', 'extra', 'differs'])),
  /** With `differs`: in what. */
  differs: z.optional(z.array(z.string())),
  /** With `differs`: what was planned in its place. */
  planned: z.optional(z.strictObject(devThing)),
  /** What became of the host's node since, when it is not what was copied. `appeared`: it is wanted, and only the host has it. */
  host: z.optional(z.enum(['changed', 'gone', 'appeared'])),
});
const devMount = z.strictObject({
  path: z.string(),
  source: z.string(),
  fsType: z.string(),
  options: z.array(z.string()),
  /** True when the mount's superblock is the host's, by st_dev. In a plan: what will be. */
  sharedWithHost: z.boolean(),
  /** In a running domain: `major:minor` of its superblock, the host's own where it is shared. */
  device: z.optional(z.string()),
  /** In a running domain: what becomes of mounts made upon it later. */
  propagation: z.optional(z.enum(['slave', 'private', 'shared', 'unbindable'])),
  state: z.optional(z.enum(['as-planned', 'missing', 'extra', 'differs'])),
});
export const devReport = z.strictObject({
  nodes: z.array(devNode),
  mounts: z.array(devMount),
  hidden: z.int(),
  /** Of a running domain: the host's other mounts below /dev, and whether they are in its /dev as well. */
  hostMounts: z.optional(
    z.array(z.strictObject({ path: z.string(), source: z.string(), fsType: z.string(), reached: z.boolean() })),
  ),
  /** Of a running domain: the steps of its launch. */
  timeline: z.optional(z.array(timelineStep)),
  /** `covered`: in a user namespace, where the host's /dev lies beneath, and nodes are binds of the host's. */
  hostDev: z.optional(z.enum(['detached', 'covered'])),
});
export type DevReport = z.infer<typeof devReport>;
export type DevReportNode = z.infer<typeof devNode>;
export type DevReportMount = z.infer<typeof devMount>;

/** What was done to one node of a running domain's /dev. */
const nodeChange = z.strictObject({ kind: z.enum(['make', 'replace', 'remove']), path: z.string() });
export type NodeChange = z.infer<typeof nodeChange>;
const changedDevice = z.strictObject({ alias: z.string(), nodes: z.array(nodeChange) });
export type ChangedDevice = z.infer<typeof changedDevice>;

const check = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  hint: z.optional(z.string()),
});
export type DoctorCheck = z.infer<typeof check>;

/** What every method answers with, as clients check it. */
export const results = {
  hello: z.strictObject({ protocol: z.int(), version: z.string(), pid: z.int(), uid: z.int() }),
  doctor: z.strictObject({ checks: z.array(check) }),
  /** `argv`: what would be executed, by an agent that knows. */
  plan: z.strictObject({
    report: z.nullable(devReport),
    diagnostics: z.array(diagnostic),
    argv: z.optional(z.array(z.string())),
  }),
  define: domainEntry,
  undefine: z.strictObject({}),
  create: startedDomain,
  start: startedDomain,
  shutdown: z.strictObject({}),
  reboot: z.strictObject({}),
  reset: z.strictObject({}),
  suspend: z.strictObject({}),
  resume: z.strictObject({}),
  destroy: z.strictObject({}),
  autostart: domainEntry,
  dominfo: domainInfo,
  changes: domainChanges,
  list: z.strictObject({ domains: z.array(domainEntry) }),
  dumpxml: z.strictObject({ xml: z.string() }),
  dev: devReport,
  /** `held`: QEMU has it open; `refused`: it cannot be changed while the machine runs. The rest is done all the same. */
  syncDev: z.strictObject({
    changed: z.array(nodeChange),
    held: z.array(z.string()),
    refused: z.array(z.string()),
  }),
  attachDevice: changedDevice,
  detachDevice: changedDevice,
  consoleLog: consoleLogEntry,
  /** What QEMU returned. */
  monitorCommand: z.strictObject({ return: z.unknown() }),
  subscribe: z.strictObject({}),
} as const satisfies Record<Method, unknown>;

export type Result<M extends Method> = z.infer<(typeof results)[M]>;
