import { createTwoFilesPatch } from 'diff';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { DomainChanges } from '../../../protocol/methods.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

/** Of a domain that runs. */
type RunChanges = DomainChanges & { readonly startedFrom: object };

/** How long two long texts may be compared that have little in common. */
const PATIENCE_MS = 2000;

/** What the next start of a running domain changes. It is worked out here: what takes long takes it from who asked. */
export async function diff(
  { options, words }: Arguments<Flags<'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const request = domainReference(words, options);
  const changes = await withAgent(socketPath(terminal, options), (agent) => agent.request('changes', request));
  const { startedFrom, attached, detached } = changes;
  if (!startedFrom) {
    throw new VirtcellError({ code: 'domain-not-running', message: `the domain ${request.name} does not run` });
  }
  const since = { ...changes, startedFrom };
  if (options.json) printJson(terminal, { diff: unifiedDiff(since), attached, detached });
  else printLine(terminal, changesText(request.name, since));
  return EXIT_DONE;
}

/** Empty when the texts are the same; null for a domain that is not defined: it has no next start. */
export function unifiedDiff({ startedFrom, definition }: RunChanges): string | null {
  if (!definition) return null;
  if (definition.text === startedFrom.text) return '';
  const names = [startedFrom, definition].map(({ file }) => file ?? 'domain.xml');
  const [from = '', to = ''] = names;
  const patch = createTwoFilesPatch(from, to, startedFrom.text, definition.text, 'as started', 'as defined', {
    timeout: PATIENCE_MS,
  });
  if (patch === undefined)
    return `--- ${from}\tas started\n+++ ${to}\tas defined\nThe texts have too little in common.\n`;
  // The patch begins with a line of equals signs, which no other diff has.
  return patch.replace(/^=+\n/, '');
}

export function changesText(name: string, changes: RunChanges): string {
  const { attached, detached } = changes;
  const text = unifiedDiff(changes);
  const parts = [
    ...(text === null
      ? [`Domain '${name}' is not defined: when it ends it is gone.`]
      : text === ''
        ? []
        : [text.trimEnd()]),
    ...attached.map(({ alias, xml }) => `attached since the start: ${alias}\n${indented(xml)}`),
    ...detached.map(({ alias, xml }) => `detached since the start: ${alias}\n${indented(xml)}`),
  ];
  return parts.length > 0 ? parts.join('\n') : `The next start of '${name}' changes nothing.`;
}

const indented = (xml: string): string => xml.replace(/^/gm, '  ');
