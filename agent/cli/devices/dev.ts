import { devText, mountLines } from '../../../protocol/devText.ts';
import type { DevReport, Result } from '../../../protocol/methods.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';
import { changeText } from './changeDevice.ts';

type Given = Arguments<Flags<'json'> & DomainOptions>;

/** A running domain's /dev as the kernel shows it, held against the plan; after bringing it to what the host has now. */
export async function dev(given: Given & Arguments<Flags<'sync'>>, terminal: Terminal): Promise<number> {
  const { options, words } = given;
  if (options.sync) {
    const domain = domainReference(words, options);
    const synced = await withAgent(socketPath(terminal, options), (agent) => agent.request('syncDev', domain));
    if (!options.json) for (const line of syncLines(synced)) printLine(terminal, line);
  }
  return show(given, terminal, (report) => ({ json: report, text: devText(report) }));
}

function syncLines({ changed, held, refused }: Result<'syncDev'>): string[] {
  const lines = [
    ...changed.map(changeText),
    ...held.map((path) => `left as it is: ${path}, QEMU has it open`),
    ...refused.map((path) => `left as it is: ${path}, it cannot be changed before the next start`),
  ];
  return lines.length > 0 ? [...lines, ''] : [];
}

/** The mounts of it alone. */
export const mounts = (given: Given, terminal: Terminal): Promise<number> =>
  show(given, terminal, ({ mounts, hostMounts }) => ({
    json: mounts,
    text: mountLines(mounts, hostMounts).join('\n'),
  }));

async function show(
  { options, words }: Given,
  terminal: Terminal,
  view: (report: DevReport) => { readonly json: unknown; readonly text: string },
): Promise<number> {
  const domain = domainReference(words, options);
  const { json, text } = view(await withAgent(socketPath(terminal, options), (agent) => agent.request('dev', domain)));
  if (options.json) printJson(terminal, json);
  else printLine(terminal, text);
  return EXIT_DONE;
}
