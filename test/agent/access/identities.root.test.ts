import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Method, params } from '../../../protocol/methods.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { AgentProcess } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';

/* Every method and every route, asked by those whom the domain does not belong to. */

const OWNER = 65_534;
const OTHER = 65_533;
const PROGRAM = fileURLToPath(new URL('askAs.mjs', import.meta.url));

let agent: AgentProcess;
let xml: string;
beforeAll(async () => {
  agent = await AgentProcess.start({ sudoUid: OWNER });
  xml = bootSectorDomain(agent, { name: 'vm' }, OWNER);
  await agent.json(['create', agent.file('vm.xml', xml)], { uid: OWNER });
});
afterAll(() => agent?.dispose());

/** Whoever gets to the socket: what keeps one user from another's domains is to hold by itself. */
const letEverybodyConnect = (): void => chmodSync(agent.socket, 0o666);

type Answers = Readonly<Record<string, string>>;

async function ask(uid: number, ref: object, except: readonly Method[] = []): Promise<Answers> {
  const names = Object.keys(params) as Method[];
  const methods = names
    .filter((name) => !except.includes(name))
    .map((method) => ({ method, params: paramsOf(method, ref) }));
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), ...asText(ref) });
  const routes = [
    ...['read', 'write', 'force', 'log', 'follow'].map((mode) => `/console?${search}&mode=${mode}`),
    `/shell?${search}`,
    `/graphics?${search}`,
  ];
  const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const argv = [...user, process.execPath, PROGRAM, agent.socket, String(PROTOCOL_VERSION)];
  return new Promise((resolve, reject) => {
    const child = execFile('setpriv', argv, { cwd: '/' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.code} ${stderr}`));
      else resolve(JSON.parse(stdout));
    });
    child.stdin?.end(JSON.stringify({ methods, routes }));
  });
}

const asText = (ref: object): Record<string, string> =>
  Object.fromEntries(Object.entries(ref).map(([key, value]) => [key, String(value)]));

/** What a request of that method has to have, about the domain that is not the caller's. */
function paramsOf(method: Method, ref: object): object {
  const { shape } = params[method].def;
  const owned = 'owner' in ref ? { owner: ref.owner } : {};
  return {
    ...('name' in shape ? ref : 'owner' in shape ? owned : {}),
    ...('xml' in shape && { xml: ['attachDevice', 'detachDevice'].includes(method) ? '<rng model="virtio"/>' : xml }),
    ...('enabled' in shape && { enabled: true }),
    ...('command' in shape && { command: { execute: 'quit' } }),
    ...('protocol' in shape && { protocol: PROTOCOL_VERSION, client: 'matrix' }),
  };
}

/** Those that are about no domain, or about one that is the caller's own. */
const OWN: readonly Method[] = ['hello', 'doctor', 'plan', 'list', 'subscribe', 'define', 'create'];

describe('a user whom the socket does not let in', () => {
  test('cannot connect', async () => {
    expect(await ask(OTHER, { name: 'vm' })).toEqual({ connect: 'EACCES' });
  });
});

describe('a user who is let in, of another one’s domain', () => {
  beforeAll(letEverybodyConnect);

  test.each([{ name: 'vm' }, { name: 'vm', owner: OWNER }, { name: 'vm', owner: 0 }])(
    'hears that there is none, whatever is asked: %j',
    async (ref) => {
      const answers = await ask(OTHER, ref, OWN);
      expect(Object.keys(answers).length).toBeGreaterThan(18);
      expect(new Set(Object.values(answers))).toEqual(new Set(['domain-not-found']));
    },
  );

  test('may define none for another', async () => {
    const names = Object.keys(params) as Method[];
    const all = await ask(
      OTHER,
      { name: 'vm', owner: OWNER },
      names.filter((name) => name !== 'define'),
    );
    expect(all.define).toBe('caller-refused');
  });

  test('sees none in the list, and the owner does', async () => {
    expect(await agent.json(['list', '--all'], { uid: OTHER })).toEqual([]);
    expect(await agent.json(['list', '--all'], { uid: OWNER })).toMatchObject([{ name: 'vm', state: 'running' }]);
  });

  test('cannot start one with its disk, which the kernel does not let him open', async () => {
    const { code, stderr } = await agent.virtcell(['create', agent.file('vm.xml', xml)], { uid: OTHER });
    expect(code).toBe(1);
    expect(stderr).toContain('[file-denied]');
  });
});

test('root may do all with it but speak to its monitor', async () => {
  const denied = await ask(0, { name: 'vm' }, ['destroy', 'shutdown', 'undefine', 'reset', 'reboot', ...OWN]);
  expect(denied.monitorCommand).toBe('caller-refused');
  expect(denied.dominfo).toBe('ok');
  expect(denied['/console']).toBe('ok');
});
