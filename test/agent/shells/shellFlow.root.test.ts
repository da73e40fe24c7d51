import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitForEnd } from './shellClient.ts';
import { type ShellSuite, shellSuite, UID } from './shellSuite.ts';

let suite: ShellSuite;
beforeEach(async () => {
  suite = await shellSuite();
});
afterEach(() => suite.agent.dispose());

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const sequence = (last: number): string => Array.from({ length: last }, (_, index) => `${index + 1}\n`).join('');

/** Counts up until its terminal is full for half a second, notes how many bytes it took, and ends with 3. */
const FILL = `use Fcntl;
fcntl STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK;
my ($next, $rest, $total) = (1, '', 0);
for (;;) {
  $rest = $next++ . "\\n" if $rest eq '';
  my $taken = syswrite STDOUT, $rest;
  if (defined $taken) { $total += $taken; substr $rest, 0, $taken, ''; next }
  vec(my $full = '', 1, 1) = 1;
  last unless select undef, $full, undef, 0.5;
}
open my $note, '>', $ARGV[0];
print $note $total;
exit 3;
`;

describe('a shell that prints without end', () => {
  it('waits for a client that does not read, which costs the agent no memory and nobody his answers', async () => {
    const shell = await suite.open();
    await shell.run(':');
    await suite.agent.json(['list']);
    const before = residentMegabytes(suite.agent.pid);
    shell.socket.pause();
    shell.type('yes\n');
    for (let count = 0; count < 5; count++) await suite.agent.json(['list'], { uid: UID });
    expect(residentMegabytes(suite.agent.pid) - before).toBeLessThan(40);
  });

  it('leaves others served while its client reads', async () => {
    const flood = await suite.open();
    flood.type('yes\n');
    await flood.until(/y\n/);
    const other = await suite.open();
    for (let count = 0; count < 5; count++) expect(await other.run(`echo ${count}`)).toBe(`${count}\n`);
    expect(
      await suite.agent.virtcell(['console', 'vm', '--until', 'typed'], { input: 'typed', uid: UID }),
    ).toMatchObject({
      code: 0,
    });
  });

  it('loses nothing to a client that reads late, nor its last words', async () => {
    const shell = await suite.open();
    await shell.run(':');
    const from = shell.output.length;
    shell.socket.pause();
    shell.type('seq 1 400000; exit 3\n');
    await suite.agent.json(['list'], { uid: UID });
    shell.socket.resume();
    expect(await shell.ended).toEqual({ kind: 'ended', code: 3 });
    expect(shell.output.slice(from) === sequence(400_000)).toBe(true);
  });

  it('gives its last words to a client that reads only after the end', async () => {
    const shell = await suite.open();
    const counted = suite.agent.file('counted', '', UID, 0o600);
    const script = suite.agent.file('fill.pl', FILL);
    await shell.run(':');
    const { pid } = await shell.started;
    const from = shell.output.length;
    shell.socket.pause();
    shell.type(`exec perl ${script} ${counted}\n`);
    waitForEnd(pid);
    shell.socket.resume();
    expect(await shell.ended).toEqual({ kind: 'ended', code: 3 });
    const printed = shell.output.slice(from);
    expect(printed.length).toBe(Number(readFileSync(counted, 'utf8')));
    expect(sequence(1_000_000).startsWith(printed)).toBe(true);
  });
});

it('what is typed waits for a program that does not read yet, and comes whole', async () => {
  const shell = await suite.open();
  const typed = sequence(200_000);
  // It begins to read when it is told to, by a file.
  const go = suite.agent.file('go', '', UID, 0o600);
  const waiting = shell.until(/waiting/);
  shell.type(
    `stty -icanon -isig -ixon -icrnl; echo waiting; until [ -s ${go} ]; do :; done; head -c ${typed.length} | sha256sum\n`,
  );
  await waiting;
  for (let at = 0; at < typed.length; at += 100_000) shell.type(typed.slice(at, at + 100_000));
  for (let count = 0; count < 3; count++) await suite.agent.json(['list'], { uid: UID });
  const hashed = shell.until(/[0-9a-f]{64}/);
  suite.agent.file('go', 'go', UID, 0o600);
  expect((await hashed)[0]).toBe(createHash('sha256').update(typed).digest('hex'));
});
