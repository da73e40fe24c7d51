import type { DevReport } from '../../protocol/methods.ts';
import { domainReference, JSON_OPTION, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { devText, mountLines } from './devText.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from './terminal.ts';

/** A running domain's /dev as the kernel shows it, held against the plan. */
export const dev = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  show(argv, terminal, (report) => ({ json: report, text: devText(report) }));

/** The mounts of it alone. */
export const mounts = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  show(argv, terminal, ({ mounts }) => ({ json: mounts, text: mountLines(mounts).join('\n') }));

async function show(
  argv: readonly string[],
  terminal: Terminal,
  view: (report: DevReport) => { readonly json: unknown; readonly text: string },
): Promise<number> {
  const accepted = { ...SOCKET_OPTION, ...JSON_OPTION, ...OWNER_OPTION };
  const { options, words } = readArguments(argv, accepted, ['NAME']);
  const domain = domainReference(words, options);
  const { json, text } = view(await withAgent(socketPath(terminal, options), (agent) => agent.request('dev', domain)));
  if (options.json) printJson(terminal, json);
  else printLine(terminal, text);
  return EXIT_DONE;
}
