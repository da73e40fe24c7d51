import * as z from 'zod/mini';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { XmlElement } from '../../domain-xml/parse/xmlTree.ts';
import { VirtcellError } from '../../protocol/errors.ts';

const number = z.coerce.number().check(z.int(), z.minimum(0));

const status = z.object({
  state: z.enum(['starting', 'paused', 'running', 'in shutdown']),
  pid: z.coerce.number().check(z.int(), z.minimum(2)),
  id: number,
  owner: number,
  qemuUid: number,
  persistent: z.enum(['yes', 'no']),
  startTime: z.string().check(z.regex(/^\d+$/)),
  bootId: z.string(),
  mountNamespace: z.optional(number),
});

/** What a status file says of a domain that an earlier agent ran. */
export type Status = z.infer<typeof status> & { readonly xml: string };

/** The namespaces that a domain can have. libvirt's `<namespaces>`, where an unknown one is an error and none means none. */
const NAMESPACES: readonly string[] = ['mount'];

/**
 * Reads a `<domstatus>`.
 *
 * @throws VirtcellError `internal` naming what is wrong in the file
 */
export function readStatus(path: string, text: string): Status {
  const { root, problems } = parseXml(text);
  const [problem] = problems;
  if (problem || root?.name !== 'domstatus') throw malformed(path, problem?.message ?? 'not a <domstatus>');
  const own = child(root, 'virtcell');
  const domain = child(root, 'domain');
  if (!own || !domain) throw malformed(path, 'without <virtcell> or <domain>');
  for (const name of elements(child(root, 'namespaces')).map((element) => element.name)) {
    if (!NAMESPACES.includes(name)) throw malformed(path, `malformed namespace name: ${name}`);
  }
  const result = status.safeParse({ ...attributes(root), ...attributes(own) });
  if (!result.success) throw malformed(path, z.prettifyError(result.error));
  return { ...result.data, xml: text.slice(domain.span.start, domain.span.end) };
}

const malformed = (path: string, why: string): VirtcellError =>
  new VirtcellError({ code: 'internal', path, message: `the status file ${path} cannot be used: ${why}` });

const elements = (parent: XmlElement | undefined): XmlElement[] =>
  parent?.children.filter((node) => node.kind === 'element') ?? [];

const child = (parent: XmlElement, name: string): XmlElement | undefined =>
  elements(parent).find((element) => element.name === name);

const attributes = (element: XmlElement): Record<string, string> =>
  Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
