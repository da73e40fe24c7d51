import * as z from 'zod/mini';
import { MAX_TEXT_BYTES } from '../../../domain-xml/parse/limits.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import type { XmlElement } from '../../../domain-xml/parse/xmlTree.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { validate } from '../../../protocol/validate.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { LIBVIRTS_STATES } from './statusFile.ts';

/** Digits only: to a coercion the empty word is 0. */
const number = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/)),
  z.transform((digits) => Number(digits)),
);

const status = z.object({
  state: z.enum(Object.values(LIBVIRTS_STATES)),
  reason: z.string().check(z.regex(/^[a-z -]{1,40}$/)),
  pid: z.pipe(number, z.int().check(z.minimum(2))),
  id: number,
  owner: number,
  qemuUid: number,
  persistent: z.enum(['yes', 'no']),
  startTime: z.string().check(z.regex(/^\d+$/)),
  bootId: z.string(),
  mountNamespace: z.optional(number),
  since: z.iso.datetime(),
  taints: z.array(z.string().check(z.regex(/^[a-z-]{1,40}$/))),
});

/** What a status file says of a domain that an earlier agent ran. */
export type Status = Omit<z.infer<typeof status>, 'state'> & {
  readonly state: LiveDomain['state'];
  readonly rebooting: boolean;
  readonly xml: string;
};

/** The namespaces that a domain can have. libvirt's `<namespaces>`, where an unknown one is an error and none means none. */
const NAMESPACES: readonly string[] = ['mount'];

/**
 * Reads a `<domstatus>`. The domain is cut out by its place, unparsed: inside this element it would be one level deeper
 * and longer than it was when it was accepted, which may be too deep and too long.
 *
 * @throws VirtcellError `internal` naming what is wrong in the file
 */
export function readStatus(path: string, text: string): Status {
  const from = text.indexOf('\n<domain');
  const to = text.lastIndexOf('</domstatus>');
  if (from === -1 || to < from) throw malformed(path, 'not a whole <domstatus> with a <domain>');
  const { root, problems } = parseXml(text.slice(0, from) + text.slice(to));
  const [problem] = problems;
  if (problem || root?.name !== 'domstatus') throw malformed(path, problem?.message ?? 'not a <domstatus>');
  const own = child(root, 'virtcell');
  if (!own) throw malformed(path, 'without <virtcell>');
  for (const name of elements(child(root, 'namespaces')).map((element) => element.name)) {
    if (!NAMESPACES.includes(name)) throw malformed(path, `malformed namespace name: ${name}`);
  }
  const taints = elements(root)
    .filter(({ name }) => name === 'taint')
    .map((element) => attributes(element).flag);
  const found = validate(status, { ...attributes(root), ...attributes(own), taints }, path, 'internal');
  const rebooting = child(root, 'fakereboot') !== undefined;
  return { ...found, state: ownState(found.state), rebooting, xml: text.slice(from + 1, to).trimEnd() };
}

/** Longer than any status file: the longest domain, and what stands around it. */
export const MAX_STATUS_BYTES = MAX_TEXT_BYTES + (64 << 10);

const ownState = (state: z.infer<typeof status>['state']): LiveDomain['state'] =>
  state === 'shutdown' ? 'in shutdown' : state;

const malformed = (path: string, why: string): VirtcellError =>
  new VirtcellError({ code: 'internal', path, message: `the status file ${path} cannot be used: ${why}` });

const elements = (parent: XmlElement | undefined): XmlElement[] =>
  parent?.children.filter((node) => node.kind === 'element') ?? [];

const child = (parent: XmlElement, name: string): XmlElement | undefined =>
  elements(parent).find((element) => element.name === name);

const attributes = (element: XmlElement): Record<string, string> =>
  Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
