import { VirtcellError } from '../../../protocol/errors.ts';
import { agentPid } from '../../install/agentProcess.ts';
import { installedHere } from '../../install/manifest.ts';
import type { Places } from '../../install/places.ts';
import { serviceManager, start, stop } from '../../install/serviceManager.ts';
import type { Arguments, Flags } from '../arguments.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';
import { requireRoot } from './consent.ts';

type Given = Arguments<Flags<'json'>>;

export async function agentStart({ options }: Given, terminal: Terminal): Promise<number> {
  const places = installedPlaces();
  if ((await agentPid(places.socket)) === undefined) await start(serviceManager(), places);
  return tell(options, terminal, places);
}

export async function agentStop({ options }: Given, terminal: Terminal): Promise<number> {
  const places = installedPlaces();
  await stop(serviceManager(), places);
  return tell(options, terminal, places);
}

export async function agentRestart({ options }: Given, terminal: Terminal): Promise<number> {
  const places = installedPlaces();
  await stop(serviceManager(), places);
  await start(serviceManager(), places);
  return tell(options, terminal, places);
}

function installedPlaces(): Places {
  requireRoot();
  const here = installedHere();
  if (here) return here.places;
  const hint = 'virtcell agent install, or virtcell agent run for one without a service.';
  throw new VirtcellError({ code: 'not-installed', message: 'no agent is installed on this machine', hint });
}

async function tell(options: Flags<'json'>, terminal: Terminal, { socket }: Places): Promise<number> {
  const pid = (await agentPid(socket)) ?? null;
  if (options.json) printJson(terminal, { pid, socket });
  else printLine(terminal, pid === null ? 'The agent is stopped.' : `The agent runs as process ${pid}.`);
  return EXIT_DONE;
}
