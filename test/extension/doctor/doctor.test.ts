import { constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentLogTail } from '../../../extension/doctor/agentLog.ts';
import { type Diagnostics, diagnosticsText } from '../../../extension/doctor/diagnosticsText.ts';
import { type HostSight, hostChecks } from '../../../extension/doctor/hostChecks.ts';
import { redacted } from '../../../extension/doctor/redact.ts';
import { english } from '../l10n.ts';

const sight = (obstacles: Record<string, string> = {}, kernel = '6.1.0-18-amd64'): HostSight => ({
  kernel,
  obstacle: (path) => obstacles[path],
});

describe('what is seen of a machine without an agent', () => {
  test('is well where all is there', () => {
    expect(hostChecks(sight(), english).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  });

  test('tells a KVM that is not there from one that is another’s', () => {
    const kvm = (errno: string) => hostChecks(sight({ '/dev/kvm': errno }), english).find(({ name }) => name === 'KVM');
    expect(kvm('ENOENT')?.hint).toMatch(/firmware/);
    expect(kvm('EACCES')).toMatchObject({
      ok: false,
      detail: '/dev/kvm: EACCES',
      hint: expect.stringMatching(/group/),
    });
  });

  test('asks to read and write KVM, and to run programs', () => {
    const asked: [string, number][] = [];
    hostChecks({ kernel: '6.1', obstacle: (...query) => void asked.push(query) }, english);
    expect(asked).toEqual([
      ['/dev/kvm', constants.R_OK | constants.W_OK],
      ['/usr/bin/qemu-system-x86_64', constants.X_OK],
      ['/usr/bin/qemu-img', constants.X_OK],
    ]);
  });

  test.each([
    ['5.10.0', false],
    ['5.11', true],
    ['6.0-rc1', true],
  ])('of Linux %s', (kernel, ok) => expect(hostChecks(sight({}, kernel), english)[0]?.ok).toBe(ok));
});

const facts: Diagnostics = {
  versions: { extension: '0.1.0', editor: '1.139.0', language: 'en' },
  remote: undefined,
  socket: '/run/virtcell/agent.sock',
  link: 'No agent is installed: nothing is at /run/virtcell/agent.sock. [agent-not-running]',
  here: hostChecks(sight({ '/dev/kvm': 'EACCES' }), english),
  agent: undefined,
  log: { reason: 'EACCES: permission denied' },
  home: '/home/ann',
};

test('diagnostics without an agent say what there is and what to do', () => {
  expect(diagnosticsText(facts, english)).toMatchInlineSnapshot(`
    "Virtcell 0.1.0, VS Code 1.139.0, en
    Agent: No agent is installed: nothing is at /run/virtcell/agent.sock. [agent-not-running]
    Socket: /run/virtcell/agent.sock

    As you see this machine
      ok   Linux: 6.1.0-18-amd64
      FAIL KVM: /dev/kvm: EACCES
           Join the group that owns it, mostly kvm. Domains of type qemu run without.
      ok   QEMU: /usr/bin/qemu-system-x86_64
      ok   qemu-img: /usr/bin/qemu-img

    As the agent sees it
      There is no agent to ask.

    The end of the agent’s log
      EACCES: permission denied
    "
  `);
});

test('with one they have its checks and the end of its log, without secrets', () => {
  const text = diagnosticsText(
    {
      ...facts,
      remote: 'ssh-remote',
      agent: [{ name: 'Landlock', ok: true, detail: 'ABI 6' }],
      log: { lines: ['{"uid":1000,"method":"start","file":"/home/ann/vm.domain.xml"}', 'password=hunter2'] },
    },
    english,
  );
  expect(text).toContain('VS Code 1.139.0 (ssh-remote), en');
  expect(text).toContain('  ok   Landlock: ABI 6\n');
  expect(text).toContain('"file":"~/vm.domain.xml"');
  expect(text).toContain('password=***');
  expect(text).not.toContain('hunter2');
});

test.each([
  ["passwd='s3cret' port='5900'", "passwd=*** port='5900'"],
  ['password: "two words"', 'password: ***'],
  ['{"token": "abc", "x": 1}', '{"token": ***, "x": 1}'],
  ['http://127.0.0.1/?tkn=abc&folder=/x', 'http://127.0.0.1/?tkn=***&folder=/x'],
  ['the password is asked for', 'the password is asked for'],
  ['/home/ann/a and /home/ann', '~/a and ~'],
])('of %j is shown %j', (text, shown) => expect(redacted(text, '/home/ann')).toBe(shown));

test('root’s folder and no home change nothing', () => {
  expect(redacted('/etc/x', '/')).toBe('/etc/x');
  expect(redacted('/etc/x', '')).toBe('/etc/x');
});

test('of a long log the last lines are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  writeFileSync(log, Array.from({ length: 5000 }, (_, n) => `line ${n}\n`).join(''));
  const tail = await agentLogTail(log);
  expect(tail).toEqual({ lines: Array.from({ length: 20 }, (_, n) => `line ${4980 + n}`) });
  writeFileSync(log, '');
  expect(await agentLogTail(log)).toEqual({ lines: [] });
});
