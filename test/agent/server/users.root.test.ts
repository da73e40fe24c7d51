import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleCommand } from '../cli/bundle.ts';
import { FakeService } from './fakeService.ts';
import { startServer, temporaryFolder } from './testServer.ts';

const GROUP = 54_321;
const NOBODY = 65_534;
const OTHER = 65_533;

/** The socket's group may connect; the folder may be passed by everybody. */
function startForGroup(service = new FakeService(), options: { readonly connectionsPerUid?: number } = {}) {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  return startServer(service, { path: join(folder, 'agent.sock'), access: { group: GROUP }, ...options });
}

/** Runs the command as a user with these groups and no others. */
async function virtcellAs(uid: number, groups: readonly number[], path: string, argv: readonly string[]) {
  const command = await bundleCommand();
  const supplementary = groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups';
  const user = [`--reuid=${uid}`, `--regid=${uid}`, supplementary];
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      'setpriv',
      [...user, '--', process.execPath, command, ...argv],
      { env: { PATH: process.env.PATH, VIRTCELL_SOCKET: path }, cwd: '/' },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test('each connection carries the user who made it, with his groups', async () => {
  const { path, service, audit } = await startForGroup();
  const [first, second] = await Promise.all([
    virtcellAs(NOBODY, [GROUP, 1234], path, ['list', '--json']),
    virtcellAs(OTHER, [GROUP], path, ['destroy', 'demo']),
  ]);
  expect(JSON.parse(first.stdout)).toMatchObject([{ owner: NOBODY }]);
  expect(second).toMatchObject({ code: 0, stdout: "Domain 'demo' destroyed\n" });
  const byMethod = new Map(service.calls.map(({ method, caller }) => [method, caller]));
  expect(byMethod.get('list')).toMatchObject({ uid: NOBODY, gid: NOBODY, groups: [1234, GROUP] });
  expect(byMethod.get('destroy')).toMatchObject({ uid: OTHER, gid: OTHER, groups: [GROUP] });
  expect(audit).toMatchObject([{ uid: OTHER, verb: 'destroy', domain: 'demo', result: 'ok' }]);
});

test('a user who is not let in sees that, with the next step', async () => {
  const { path, service } = await startForGroup();
  const { code, stderr } = await virtcellAs(NOBODY, [], path, ['list']);
  expect([code, stderr]).toEqual([
    1,
    [
      'virtcell: You may not use the agent at this socket. [agent-denied]',
      '  system   connect: EACCES',
      `  path     ${path}`,
      '  hint     Join its group: sudo usermod -aG virtcell $USER, then log in again.',
      '',
    ].join('\n'),
  ]);
  expect(service.calls).toEqual([]);
});

test('the owner of a socket, as with sudo, is let in alone', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const { path } = await startServer(undefined, { path: join(folder, 'agent.sock'), access: { owner: NOBODY } });
  expect(await virtcellAs(NOBODY, [], path, ['list'])).toMatchObject({ code: 0 });
  expect(await virtcellAs(OTHER, [], path, ['list'])).toMatchObject({ code: 1 });
});

test('one user’s connections are no other’s limit', async () => {
  const { path, service } = await startForGroup(new FakeService(), { connectionsPerUid: 1 });
  let end: () => void = () => {};
  service.greet = ({ viewer }) => {
    end = () => viewer.control({ kind: 'ended', reason: 'over' });
    attached();
  };
  let attached: () => void = () => {};
  const isAttached = new Promise<void>((resolve) => {
    attached = resolve;
  });
  const watching = virtcellAs(NOBODY, [GROUP], path, ['console', 'demo', '--read-only']);
  await isAttached;
  expect(await virtcellAs(NOBODY, [GROUP], path, ['list'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[limit-reached]'),
  });
  expect(await virtcellAs(OTHER, [GROUP], path, ['list'])).toMatchObject({ code: 0 });
  end();
  expect(await watching).toMatchObject({ code: 0 });
});
