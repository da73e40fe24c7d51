import type { DevReport, Result } from '../../protocol/methods.ts';
import { domainReference, JSON_OPTION, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { changeText } from './changeDevice.ts';
import { withAgent } from './connect.ts';
import { devText, mountLines } from './devText.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from './terminal.ts';

/** A running domain's /dev as the kernel shows it, held against the plan; after bringing it to what the host has now. */
export async function dev(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { options, words } = readArguments(argv, { ...ACCEPTED, sync: { type: 'boolean' } }, ['NAME']);
  if (options.sync) {
    const domain = domainReference(words, options);
    const synced = await withAgent(socketPath(terminal, options), (agent) => agent.request('syncDev', domain));
    if (!options.json) for (const line of syncLines(synced)) printLine(terminal, line);
  }
  const rest = argv.filter((word) => word !== '--sync');
  return show(rest, terminal, (report) => ({ json: report, text: devText(report) }));
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
export const mounts = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  show(argv, terminal, ({ mounts, hostMounts }) => ({ json: mounts, text: mountLines(mounts, hostMounts).join('\n') }));

const ACCEPTED = { ...SOCKET_OPTION, ...JSON_OPTION, ...OWNER_OPTION };

async function show(
  argv: readonly string[],
  terminal: Terminal,
  view: (report: DevReport) => { readonly json: unknown; readonly text: string },
): Promise<number> {
  const { options, words } = readArguments(argv, ACCEPTED, ['NAME']);
  const domain = domainReference(words, options);
  const { json, text } = view(await withAgent(socketPath(terminal, options), (agent) => agent.request('dev', domain)));
  if (options.json) printJson(terminal, json);
  else printLine(terminal, text);
  return EXIT_DONE;
}
