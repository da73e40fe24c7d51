import { expect, test } from 'vitest';
import type { LinkState } from '../../../extension/link/linkState.ts';
import { linkWords } from '../../../extension/link/linkWords.ts';
import { agentSocketPath } from '../../../extension/link/socketPath.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { english } from '../l10n.ts';

const error = new VirtcellError({ code: 'agent-denied', message: 'no' });
const words = (state: LinkState) => linkWords(state, '/run/virtcell/agent.sock', english);

test('each state has its words, and where the user can act one command', () => {
  const kinds = ['not-installed', 'stopped', 'denied', 'wrong-version'] as const;
  expect(Object.fromEntries(kinds.map((kind) => [kind, words({ kind, error })]))).toMatchInlineSnapshot(`
    {
      "denied": {
        "command": "sudo usermod -aG virtcell "$USER"",
        "short": "agent denies access",
        "text": "You may not use the agent at /run/virtcell/agent.sock. Join its group, then log in again: sudo usermod -aG virtcell "$USER"",
      },
      "not-installed": {
        "command": "sudo virtcell agent run",
        "short": "no agent",
        "text": "No agent is installed: nothing is at /run/virtcell/agent.sock. It starts with: sudo virtcell agent run",
      },
      "stopped": {
        "command": "sudo virtcell agent run",
        "short": "agent stopped",
        "text": "The agent does not run: nobody answers at /run/virtcell/agent.sock. It starts with: sudo virtcell agent run",
      },
      "wrong-version": {
        "short": "agent of another version",
        "text": "The agent at /run/virtcell/agent.sock speaks another version than this extension. Update the older of the two.",
      },
    }
  `);
  expect(words({ kind: 'connecting' }).text).toBe('Connecting to the agent at /run/virtcell/agent.sock …');
  const agent = { protocol: 1, version: '0.1.0', pid: 1, uid: 0 };
  expect(words({ kind: 'connected', agent }).text).toBe('Connected to the agent 0.1.0.');
});

test('the socket is the setting’s, else the environment’s, else the installed agent’s', () => {
  expect(agentSocketPath('/a', { VIRTCELL_SOCKET: '/b' })).toBe('/a');
  expect(agentSocketPath('', { VIRTCELL_SOCKET: '/b' })).toBe('/b');
  expect(agentSocketPath('', {})).toBe('/run/virtcell/agent.sock');
});
