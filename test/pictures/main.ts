import { editing } from './editing.ts';
import { firstSteps, noAgent } from './firstSteps.ts';
import { machines, newMachine } from './machines.ts';
import { drift, plan, running } from './privateDev.ts';
import { screen } from './screen.ts';
import { Studio } from './studio.ts';

export interface PictureOptions {
  /** The pictures' folder. */
  readonly into: string;
  /** Which to take; all, where none is named. */
  readonly scenes: readonly string[];
  /** Ends it between two scenes. */
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** What is arranged for pictures, each in a window of its own. */
const SCENES = { editing, machines, newMachine, plan, running, drift, screen, firstSteps, noAgent };

/** Goes on after a scene that fails; gives the names of those. */
export async function takePictures({ into, scenes, signal, say }: PictureOptions): Promise<string[]> {
  const unknown = scenes.filter((name) => !(name in SCENES));
  if (unknown.length > 0)
    throw new Error(`No scene ${unknown.join(', ')}; there are ${Object.keys(SCENES).join(', ')}`);
  const studio = await Studio.open(into);
  const failed: string[] = [];
  try {
    for (const [name, arrange] of Object.entries(SCENES)) {
      if (scenes.length > 0 && !scenes.includes(name)) continue;
      signal.throwIfAborted();
      say(`${name} …`);
      try {
        await arrange(studio);
      } catch (error) {
        failed.push(name);
        await studio.keep(name);
        say(`${name} failed: ${error instanceof Error ? error.stack : error}`);
      }
    }
    return failed;
  } finally {
    await studio.close();
  }
}
