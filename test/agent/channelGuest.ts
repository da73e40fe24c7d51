import { AgentProcess } from './agentProcess.ts';
import { ConsoleClient } from './consoles/consoleClient.ts';
import { CHANNEL, linuxDomain, PROMPT } from './linuxDomain.ts';

export const NAME = 'linux';
/** In the guest. */
export const CHANNEL_DEVICE = '/dev/vport0p1';

/** An agent with one Linux guest that has a shell on its serial port, and a channel. */
export interface ChannelGuest {
  readonly agent: AgentProcess;
  readonly pid: number;
  /** PTY of each console by alias. */
  readonly ptys: ReadonlyMap<string, string>;
}

export async function startChannelGuest(env: Readonly<Record<string, string>> = {}): Promise<ChannelGuest> {
  // A session of its own: Ctrl-C is for whoever measures, who ends the agent after its domains.
  const agent = await AgentProcess.start({ env, wrapper: ['setsid'] });
  try {
    const file = agent.file('linux.xml', linuxDomain(agent, { name: NAME, devices: CHANNEL }));
    const { pid, consoles } = (await agent.json(['create', file])) as {
      pid: number;
      consoles: { alias: string; path: string }[];
    };
    return { agent, pid, ptys: new Map(consoles.map(({ alias, path }) => [alias, path])) };
  } catch (error) {
    await agent.dispose();
    throw error;
  }
}

/** The shell on the serial port. */
export class GuestShell {
  readonly #client: ConsoleClient;
  readonly #said: { text: string };

  static async open({ agent }: Pick<ChannelGuest, 'agent'>): Promise<GuestShell> {
    const said = { text: '' };
    const client = await ConsoleClient.attach({ socket: agent.socket, name: NAME, mode: 'write' }, (bytes) => {
      said.text = (said.text + bytes.toString('latin1')).slice(-4096);
    });
    await client.until(() => said.text.includes(PROMPT));
    return new GuestShell(client, said);
  }

  private constructor(client: ConsoleClient, said: { text: string }) {
    this.#client = client;
    this.#said = said;
  }

  /** Runs a command to its end. Its last output is returned. */
  async run(command: string): Promise<string> {
    this.#said.text = '';
    // The word that is waited for does not stand in what is typed and echoed.
    this.#client.type(`${command}; echo do''ne\r`);
    await this.#client.until(() => this.#said.text.includes('\ndone\r'));
    return this.#said.text;
  }

  close(): Promise<void> {
    return this.#client.detach();
  }
}
