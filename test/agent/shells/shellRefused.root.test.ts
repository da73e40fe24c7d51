import { chmodSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openWebSocket } from '../../../agent/cli/connect.ts';
import type { ErrorData } from '../../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import type { AgentProcessOptions } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';
import { ShellClient, waitForEnd } from './shellClient.ts';
import { type ShellSuite, shellSuite, UID } from './shellSuite.ts';

let suite: ShellSuite;
afterEach(() => suite.agent.dispose());

const start = async (options?: AgentProcessOptions): Promise<void> => {
  suite = await shellSuite(options);
};

const refusal = (name = 'vm'): Promise<ErrorData | undefined> =>
  openWebSocket(suite.agent.socket, `/shell?protocol=${PROTOCOL_VERSION}&name=${name}`, () => {}).then(
    () => undefined,
    (error) => error.data,
  );

/** Node loads everything but this package. */
const without = (name: string): string => {
  const hooks = `export const resolve = (what, context, next) => {
    if (what === '${name}') throw Object.assign(new Error('not here'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(what, context);
  }`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;
  return `--import=${dataUrl(register)}`;
};
const dataUrl = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`;

describe('a shell is refused', () => {
  it('in a domain that does not run, and in one that is not there', async () => {
    await start();
    await suite.agent.virtcell(['define', suite.agent.file('off.xml', bootSectorDomain(suite.agent, { name: 'off' }))]);
    expect(await refusal('off')).toMatchObject({ code: 'domain-not-running' });
    expect(await refusal('none')).toMatchObject({ code: 'domain-not-found' });
    expect(suite.agent.errors).toContain('"verb":"shell","domain":"off","result":"domain-not-running"');
  });

  it('in a domain that has no mount namespace of its own', async () => {
    await start({ config: { namespaces: [] } });
    expect(await refusal()).toMatchObject({ code: 'shell-unavailable', hint: expect.stringContaining('namespaces') });
  });

  it('where node-pty is not there, and all else works', async () => {
    await start({ wrapper: ['env', `NODE_OPTIONS=${without('node-pty')}`] });
    expect(await refusal()).toMatchObject({ code: 'shell-unavailable', hint: expect.stringContaining('node-pty') });
    expect(await suite.agent.json(['list'])).toMatchObject([{ name: 'vm', state: 'running' }]);
  });

  it('beyond the limit, until one has ended', async () => {
    await start({ config: { limits: { shellsPerUser: 1 } } });
    const first = await suite.open();
    expect(await refusal()).toMatchObject({ code: 'limit-reached', hint: expect.stringContaining('shellsPerUser') });
    const { pid } = await first.started;
    first.socket.terminate();
    waitForEnd(pid);
    // The agent learns of the end a moment after this test.
    for (;;) {
      const refused = await refusal();
      if (!refused) break;
      expect(refused.code).toBe('limit-reached');
    }
  });

  it('to another user, who does not even see the domain', async () => {
    await start();
    chmodSync(suite.agent.socket, 0o666);
    const other = { uid: UID + 1 };
    const { code, stderr } = await suite.agent.virtcell(['shell', 'vm'], other);
    expect([code, stderr.includes('[domain-not-found]')]).toEqual([1, true]);
  });
});

it('root’s domain has the shell of the user that its QEMU runs as, and none of root’s', async () => {
  await start({ config: { qemuUser: 'nobody' } });
  const file = suite.agent.file('roots.xml', bootSectorDomain(suite.agent, { name: 'roots' }, 65_534));
  const { pid } = (await suite.agent.json(['create', file])) as { pid: number };
  const shell = await ShellClient.open(suite.agent.socket, 'roots');
  expect(await shell.run('id -u; test -r /etc/shadow || echo closed')).toBe('65534\nclosed\n');
  const groups = /^Groups:.*$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[0];
  expect(await shell.run('grep ^Groups: /proc/self/status')).toBe(`${groups}\n`);
});
