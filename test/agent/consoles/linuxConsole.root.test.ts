import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { READY_LINE } from '../../../scripts/guest/linux.mjs';
import { AgentProcess } from '../agentProcess.ts';
import { linuxDomain, PROMPT } from '../linuxDomain.ts';
import { ConsoleClient } from './consoleClient.ts';

const UID = 1000;

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
});
afterEach(() => agent.dispose());

describe('a Linux guest of an ordinary user', () => {
  it('has a shell that answers through virtcell console, and keeps its viewers when it reboots', async () => {
    const created = await agent.virtcell(
      ['create', agent.file('linux.xml', linuxDomain(agent, { name: 'linux' }, UID))],
      { uid: UID },
    );
    expect(created.stderr).toBe('');
    const ready = await agent.virtcell(['console', 'linux', '--read-only', '--until', PROMPT], { uid: UID });
    expect(ready.stdout).toContain(READY_LINE);
    const answer = await agent.virtcell(['console', 'linux', '--until', '\n42\r\n'], {
      uid: UID,
      input: 'echo $((6*7))\r',
    });
    expect(answer.code).toBe(0);
    const said = { text: '' };
    const place = { socket: agent.socket, name: 'linux', mode: 'write', from: Number.MAX_SAFE_INTEGER } as const;
    const client = await ConsoleClient.attach(place, (bytes) => {
      said.text += bytes.toString('latin1');
    });
    client.type('reboot -f\r');
    // Booted again, under the same viewer.
    await client.until(() => said.text.split(READY_LINE)[1]?.includes(PROMPT) === true);
    expect(client.said('gap')).toHaveLength(1);
    await client.detach();
    const off = await agent.virtcell(['console', 'linux'], { uid: UID, input: 'poweroff -f\r' });
    expect(off.code).toBe(0);
  });
});
