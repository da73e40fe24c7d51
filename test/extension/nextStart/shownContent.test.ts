import { describe, expect, test } from 'vitest';
import { type ShownSources, shownContent } from '../../../extension/nextStart/shownContent.ts';
import type { ShownText } from '../../../extension/nextStart/shownText.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Method } from '../../../protocol/methods.ts';
import { plan, report } from '../devReports.ts';
import { english } from '../l10n.ts';

const STARTED = `<domain type='qemu'>
  <name>demo</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/></devices>
</domain>
`;
const UUID = '11111111-2222-4333-8444-555555555555';
const LIVE = STARTED.replace('</name>', `</name><uuid>${UUID}</uuid>`).replace(
  "<serial type='pty'/>",
  "<serial type='pty'><source path='/dev/pts/3'/><alias name='serial0'/></serial>",
);
const NEXT = STARTED.replace('64', '96');
const source = (text: string) => ({ file: null, text });

/** An agent with one domain. @param isRunning whether it runs */
function sources(isRunning = true): ShownSources {
  const answers: Partial<Record<Method, () => unknown>> = {
    dumpxml: () => ({ xml: LIVE }),
    changes: () => ({
      startedFrom: isRunning ? source(STARTED) : null,
      definition: source(NEXT),
      ...{ attached: [], detached: [] },
    }),
    dev: () => report,
    plan: () => ({ report: plan, diagnostics: [] }),
  };
  const request = (method: Method) => {
    const needsLife = method === 'dev';
    const off = new VirtcellError({ code: 'domain-not-running', message: 'demo does not run' });
    return (needsLife && !isRunning ? Promise.reject(off) : Promise.resolve(answers[method]?.())) as never;
  };
  const agent = { protocol: 1, version: '0', pid: 1, uid: 1000 };
  return {
    link: { request, state: { kind: 'connected', agent }, known: () => Promise.resolve() },
    textOf: (file) => Promise.resolve(file === 'file:///vm.xml' ? NEXT.replace('96', '128') : ''),
    planHere: () => Promise.reject(new Error('the agent plans')),
    l10n: english,
  };
}

const of = { name: 'demo', domain: { uuid: UUID, owner: 1000 } };
const content = (kind: ShownText['kind'], more: Partial<ShownText> = {}, from = sources()) =>
  shownContent({ kind, ...of, ...more }, from);

describe('the XML', () => {
  test('of what runs is the agent’s', async () => {
    expect(await content('live-xml')).toBe(LIVE);
  });

  test('that it was started from and that the next start takes are as they were sent', async () => {
    expect([await content('started-xml'), await content('defined-xml')]).toEqual([STARTED, NEXT]);
  });

  test('of the next start is the definition where nothing runs', async () => {
    expect(await content('defined-xml', {}, sources(false))).toBe(NEXT);
  });
});

describe('QEMU’s command line', () => {
  test('of what runs differs from the next one in what was changed, and in nothing else', async () => {
    const [now, next] = [await content('live-arguments'), await content('next-arguments')];
    const lines = now.split('\n');
    const changed = next.split('\n').filter((line) => !lines.includes(line));
    expect(changed).toEqual([expect.stringMatching(/-m size=98304k/)]);
    expect(next.split('\n')).toHaveLength(lines.length);
  });

  test('of a file is of its text in the editor', async () => {
    expect(await content('next-arguments', { file: 'file:///vm.xml' })).toContain('-m size=131072k');
  });

  test('of what cannot start is why', async () => {
    expect(await content('next-arguments', { file: 'file:///empty.xml' })).toMatch(/^# It cannot start: ./);
  });
});

describe('the private /dev', () => {
  test('is a line a node, its plan and what came of it alike', async () => {
    expect(await content('next-dev')).toMatchInlineSnapshot(`
      "/dev/dri drwxr-xr-x 0:0 (graphics)
      /dev/kvm crw-rw----+ 0:107 10,232 (domain)
      /dev/sda brw------- 0:0 8,0 (grant /dev/sda)
      /dev/sock =rw------- 0:0 (link /dev/vg/lv)
      /dev/urandom crw-rw-rw- 0:0 1,9 (default, rng[1]/backend)
      /dev/vg/lv -> ../sda lrwxrwxrwx
      /dev/pts devpts, preserved
      /dev/shm tmpfs, preserved
      "
    `);
  });

  test('is as it is planned, whatever became of it', async () => {
    const [now, next] = [await content('live-dev'), await content('next-dev')];
    expect(now.split('\n').map((line) => line.split(' ')[0])).toEqual(
      next.split('\n').flatMap((line) => (line.startsWith('/dev/vg/lv ') ? [] : [line.split(' ')[0]])),
    );
  });

  test('of what does not run is said not to be there', async () => {
    expect(await content('live-dev', {}, sources(false))).toBe('# demo does not run\n');
  });
});
