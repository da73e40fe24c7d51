import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node-pty';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainInfo } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { Screen } from '../../cli/screen.ts';
import { bootSectorDomain } from '../../testDomains.ts';

/* `virtcell edit` as somebody uses it: in a terminal, where it asks what is to become of what cannot be defined. */

const COMMAND = fileURLToPath(new URL('../../../../dist/virtcell.js', import.meta.url));
const UUID = '0b7a6f2c-4f86-4c3f-9d5a-6b0f5a1c2d3e';
const QUESTION = /again\? \[y,n,f\] /;

let agent: AgentProcess;
let xml: string;
beforeAll(async () => {
  agent = await AgentProcess.start();
  mkdirSync(temporary());
  xml = bootSectorDomain(agent, { name: 'vm', uuid: UUID });
});
afterAll(() => agent.dispose());

const temporary = (): string => join(agent.folder, 'tmp');

const define = async (name: string, text: string): Promise<string> => {
  const file = agent.file(name, text);
  await agent.json(['define', file]);
  return file;
};
beforeEach(() => define('vm.xml', xml));

const vcpus = async (): Promise<number> => ((await agent.json(['dominfo', 'vm'])) as DomainInfo).vcpus.current;
const withVcpus = (count: string): string => xml.replace('<vcpu>1', `<vcpu>${count}`);

/** @param script a shell's, with the file as its `$1` */
function edit(script: string): Screen {
  const editor = agent.file('editor', `#!/bin/sh\n${script}\n`, 0, 0o755);
  const job = 'trap : INT; "$NODE" "$COMMAND" edit vm; echo "code=$?"';
  const env = { PATH: process.env.PATH ?? '', NODE: process.execPath, COMMAND, EDITOR: editor, TMPDIR: temporary() };
  return new Screen(spawn('/bin/sh', ['-c', job], { env: { ...env, VIRTCELL_SOCKET: agent.socket } }));
}

/** How the command ended; nothing of the editing lies about then. */
async function ended(screen: Screen): Promise<number> {
  const [, code] = await screen.shows(/code=(\d+)/);
  expect(readdirSync(temporary())).toEqual([]);
  return Number(code);
}

/** Wrong when it is edited first, right from then on. */
const WRONG_THEN_RIGHT =
  'if grep -q many "$1"; then sed -i s/many/2/ "$1"; else sed -i "s/<vcpu>1/<vcpu>many/" "$1"; fi';

describe('what is not valid', () => {
  it('is edited again after y, as it was left', async () => {
    const screen = edit(WRONG_THEN_RIGHT);
    await screen.shows(QUESTION);
    expect(screen.text).toContain('invalid-value');
    screen.pty.write('perhaps\r');
    await screen.shows(/y edits it again/);
    screen.pty.write('y\r');
    await screen.shows(/Domain 'vm' edited/);
    expect([await ended(screen), await vcpus()]).toEqual([0, 2]);
  });

  it.each([
    ['n', 'n\r'],
    ['Ctrl-D', '\x04'],
    ['Ctrl-C', '\x03'],
  ])('is thrown away after %s', async (_name, typed) => {
    const screen = edit(WRONG_THEN_RIGHT);
    await screen.shows(QUESTION);
    screen.pty.write(typed);
    expect([await ended(screen), await vcpus()]).toEqual([1, 1]);
    expect(screen.text).not.toContain('internal');
  });

  it('is not defined by f either, which is about somebody else’s change', async () => {
    const screen = edit(WRONG_THEN_RIGHT);
    await screen.shows(QUESTION);
    screen.pty.write('f\r');
    await screen.shows(/again\?.*again\? \[y,n,f\] /s);
    screen.pty.write('n\r');
    expect([await ended(screen), await vcpus()]).toEqual([1, 1]);
  });

  it.each([
    ['is gone', 'rm "$1"', 'missing-file'],
    ['is empty', ': > "$1"', 'xml-no-root'],
    ['is larger than the agent takes', 'head -c 20000000 /dev/zero > "$1"', 'is larger than'],
  ])('may be a file that %s', async (_name, script, said) => {
    const screen = edit(script);
    await screen.shows(QUESTION);
    expect(screen.text).toContain(said);
    screen.pty.write('n\r');
    expect([await ended(screen), await vcpus()]).toEqual([1, 1]);
  });
});

describe('what somebody else has defined meanwhile', () => {
  it.each([
    ['n', 1, 3],
    ['f', 0, 2],
  ])('with %s', async (answer, code, count) => {
    const go = `${agent.folder}/go-${answer}`;
    const screen = edit(`mkfifo ${go} && echo waiting && read line < ${go}; sed -i "s/<vcpu>1/<vcpu>2/" "$1"`);
    await screen.shows(/waiting/);
    await define('vm.xml', withVcpus('3'));
    agent.file(`../go-${answer}`, '\n');
    await screen.shows(QUESTION);
    expect(screen.text).toContain('meanwhile');
    screen.pty.write(`${answer}\r`);
    expect([await ended(screen), await vcpus()]).toEqual([code, count]);
  });
});

it('Ctrl-C while the editor has the terminal is the editor’s', async () => {
  const screen = edit('trap : INT; (echo waiting; cat > /dev/null); sed -i "s/<vcpu>1/<vcpu>2/" "$1"');
  await screen.shows(/waiting/);
  screen.pty.write('\x03');
  await screen.shows(/Domain 'vm' edited/);
  expect([await ended(screen), await vcpus()]).toEqual([0, 2]);
});

it('an editor that a signal ends has changed nothing', async () => {
  const screen = edit('sed -i "s/<vcpu>1/<vcpu>2/" "$1"; kill -KILL $$');
  await screen.shows(/ended with 137/);
  expect([await ended(screen), await vcpus()]).toEqual([1, 1]);
});
