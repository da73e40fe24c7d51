import { describe, expect, test } from 'vitest';
import { installCommand, isInstalled } from '../../../extension/link/installation.ts';
import type { LinkState } from '../../../extension/link/linkState.ts';
import { linkWords } from '../../../extension/link/linkWords.ts';
import { agentSocketPath } from '../../../extension/link/socketPath.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { english } from '../l10n.ts';

const SOCKET = '/run/virtcell/agent.sock';
const error = new VirtcellError({ code: 'agent-denied', message: 'no' });
const words = (state: LinkState, socket = SOCKET, install?: string) => linkWords(state, { socket, install }, english);

test('each state has its words, and where the user can act one command', () => {
  const kinds = ['not-installed', 'stopped', 'denied', 'wrong-version'] as const;
  expect(Object.fromEntries(kinds.map((kind) => [kind, words({ kind, error })]))).toMatchInlineSnapshot(`
    {
      "denied": {
        "command": "sudo usermod -aG virtcell "$USER" && sudo setfacl -m "u:$USER:rw" /run/virtcell/agent.sock",
        "short": "agent denies access",
        "text": "You may not use the agent at /run/virtcell/agent.sock. This lets you in, without another login: sudo usermod -aG virtcell "$USER" && sudo setfacl -m "u:$USER:rw" /run/virtcell/agent.sock",
      },
      "not-installed": {
        "hasGuide": true,
        "short": "no agent",
        "text": "No agent is installed: nothing is at /run/virtcell/agent.sock.",
      },
      "stopped": {
        "command": "sudo virtcell agent start",
        "short": "agent stopped",
        "text": "The agent does not run: nobody answers at /run/virtcell/agent.sock. It starts with: sudo virtcell agent start",
      },
      "wrong-version": {
        "hasGuide": true,
        "short": "agent of another version",
        "text": "The agent at /run/virtcell/agent.sock speaks another version than this extension. Update the older of the two.",
      },
    }
  `);
  expect(words({ kind: 'connecting' }).text).toBe('Connecting to the agent at /run/virtcell/agent.sock …');
  const agent = { protocol: 1, version: '0.1.0', pid: 1, uid: 0 };
  expect(words({ kind: 'connected', agent }).text).toBe('Connected to the agent 0.1.0.');
});

test('beside an agent, the command that installs it takes the guide’s place', () => {
  const install = 'sudo node /src/dist/virtcell.js agent install';
  expect(words({ kind: 'not-installed', error }, SOCKET, install)).toEqual({
    short: 'no agent',
    text: `No agent is installed: nothing is at ${SOCKET}. This installs one: ${install}`,
    command: install,
  });
  expect(words({ kind: 'wrong-version', error }, SOCKET, install)).toMatchObject({ command: install });
});

test('an agent at another socket than the service’s is started by hand, and has no group', () => {
  expect(words({ kind: 'stopped', error }, '/run/mine.sock').command).toBe('sudo virtcell agent run');
  expect(words({ kind: 'denied', error }, "/run/it's.sock").command).toBe(
    `sudo setfacl -m "u:$USER:rw" '/run/it'\\''s.sock'`,
  );
});

describe('an agent is installed', () => {
  const at = (path: string) => (asked: string) => asked === path;

  test.each(['/usr/local/lib/virtcell/current', '/usr/lib/virtcell/current'])('by %s', (path) => {
    expect(isInstalled(SOCKET, at(path))).toBe(true);
    expect(isInstalled(SOCKET, at('/usr/lib/virtcell'))).toBe(false);
    // Who listens at another socket was started by hand.
    expect(isInstalled('/run/mine.sock', at(path))).toBe(false);
  });

  test('by a command line where the extension lies beside the program', () => {
    expect(installCommand('/src', at('/src/dist/virtcell.js'))).toBe(
      'sudo "$(command -v node)" /src/dist/virtcell.js agent install',
    );
    expect(installCommand('/my src/o’s', () => true)).toBe(
      `sudo "$(command -v node)" '/my src/o’s/dist/virtcell.js' agent install`,
    );
    expect(installCommand("/it's", () => true)).toBe(
      `sudo "$(command -v node)" '/it'\\''s/dist/virtcell.js' agent install`,
    );
    expect(installCommand('/src', () => false)).toBeUndefined();
  });
});

test('the socket is the setting’s, else the environment’s, else the installed agent’s', () => {
  expect(agentSocketPath('/a', { VIRTCELL_SOCKET: '/b' })).toBe('/a');
  expect(agentSocketPath('', { VIRTCELL_SOCKET: '/b' })).toBe('/b');
  expect(agentSocketPath('', {})).toBe('/run/virtcell/agent.sock');
});
