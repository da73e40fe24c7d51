import { describe, expect, test } from 'vitest';
import { type PanelFacts, panelView } from '../../../extension/privateDev/panelView.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { type PanelView, panelView as panelViewSchema } from '../../../protocol/privateDevPanel.ts';
import { plan, report } from '../devReports.ts';
import { runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

const subject = { file: 'file:///home/ann/demo.domain.xml' };
const view = (facts: PanelFacts): PanelView => panelView(facts, english);

const running: PanelFacts = { subject, name: 'demo', kind: 'running', domain: runningDomain(), report };
const planned: PanelFacts = {
  ...{ subject, name: 'demo', kind: 'plan', by: 'agent', report: plan, diagnostics: [], first: undefined },
};

/** As a person reads it; what can be chosen stands in brackets. */
function text({ title, subtitle, notices, buttons, tables }: PanelView): string {
  const choice = ({ text: words, action }: { text: string; action?: unknown }): string =>
    action ? `[${words}]` : words;
  const rows = tables.flatMap(({ caption, columns, rows }) => [
    '',
    caption,
    columns.join(' | '),
    ...rows.map(({ header, cells, attention }) =>
      [`${attention ? '! ' : ''}${header}`, ...cells.map((cell) => cell.map(choice).join(', '))].join(' | '),
    ),
  ]);
  const said = notices.map(({ severity, text: words, label }) => `${severity}: ${words}${label ? ` [${label}]` : ''}`);
  return [title, subtitle, ...buttons.map(({ label }) => `[${label}]`), ...said, ...rows].join('\n');
}

describe('the panel', () => {
  test('shows what is only on the host by now, and does not count it among what the VM has', () => {
    const come = { path: '/dev/sdb', kind: 'block', major: 8, minor: 16, reasons: [], host: 'appeared' } as const;
    const shown = text(view({ ...running, report: { ...report, nodes: [...report.nodes, { ...come, reasons: [] }] } }));
    expect(shown).toContain('· 6 nodes, 180 of the host hidden');
    expect(shown).toContain('Another on the host by now: 2 [Bring Up to Date]');
    expect(shown).toContain('! /dev/sdb |  | only on the host by now | block | 8:16 |');
  });

  test('of what runs', () => {
    expect(text(view(running))).toMatchInlineSnapshot(`
      "demo
      Running, process 4711: read from the kernel · 6 nodes, 180 of the host hidden
      [Look Again]
      error: Not as planned: 4
      error: Another on the host by now: 1 [Bring Up to Date]

      Nodes: all of the host that QEMU reaches in /dev
      node | why | compared | kind | numbers | access | owner
      /dev/dri | graphics | as planned | folder |  | drwxr-xr-x | 0:0
      ! /dev/kvm | [domain (line 33)] | differs in mode, gid | character | 10:232 | crw-rw----+ user::rw-,user:1000:rw-,group::---,mask::rw-,other::--- | 0:107
      ! /dev/sda | granted | missing | block | 8:0 | brw------- | 0:0
      ! /dev/sock | by way of /dev/vg/lv | as planned; gone from the host | bound |  | =rw------- | 0:0
      /dev/urandom | every VM, [rng[1]/backend (line 33)], rng[2]/backend (attached) | as planned | character | 1:9 | crw-rw-rw- | 0:0
      ! /dev/vg/lv |  | not planned | link | → ../sda | lrwxrwxrwx | 

      Preserved mounts: places in its /dev that stay the host's
      place | whose | consoles | compared | file system | superblock, propagation | options
      /dev/pts | shared with the host | [serial0 /dev/pts/3] | as planned | devpts | 0:22 slave | rw, mode=600
      ! /dev/shm | NOT the host's |  | differs from the plan | tmpfs | 0:99 private | rw

      Other mounts of the host below /dev
      place | in this VM | file system
      /dev/late | not here | tmpfs
      /dev/shm/late | here as well | tmpfs

      Launch: the steps of its start
      step | time
      make-dev | 0.61 ms
      exec | 54.00 ms"
    `);
  });

  test('of a plan', () => {
    expect(text(view(planned))).toMatchInlineSnapshot(`
      "demo
      Plan: what a start will make · 6 nodes, 180 of the host hidden
      [Start]

      Nodes: all of the host that QEMU reaches in /dev
      node | why | kind | numbers | access | owner
      /dev/dri | graphics | folder |  | drwxr-xr-x | 0:0
      /dev/kvm | [domain (line 33)] | character | 10:232 | crw-rw----+ user::rw-,user:1000:rw-,group::---,mask::rw-,other::--- | 0:107
      /dev/sda | granted | block | 8:0 | brw------- | 0:0
      /dev/sock | by way of /dev/vg/lv | bound |  | =rw------- | 0:0
      /dev/urandom | every VM, [rng[1]/backend (line 33)] | character | 1:9 | crw-rw-rw- | 0:0
      /dev/vg/lv |  | link | → ../sda | lrwxrwxrwx | 

      Preserved mounts: places in its /dev that stay the host's
      place | whose | file system | options
      /dev/pts | shared with the host | devpts | rw, mode=600
      /dev/shm | shared with the host | tmpfs | rw"
    `);
  });

  test('of a plan by the user’s own eyes says what those do not see', () => {
    expect(text(view({ ...planned, by: 'user' }))).toContain('without the agent');
  });

  test('of XML that is wrong leads to what is to be mended first', () => {
    const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 8 } };
    const error = { severity: 'error', code: 'xml-unclosed', message: '<vcpu> is not closed.', range } as const;
    const other = { ...error, message: '<domain> needs an <os>.' };
    const wrong = view({ ...planned, report: null, diagnostics: [other, error], first: error });
    expect(text(wrong)).toMatchInlineSnapshot(`
      "demo
      Plan: what a start will make
      error: 2 errors. The first: <vcpu> is not closed. [Show in XML]"
    `);
    expect(wrong.notices[0]?.action).toEqual({ kind: 'reveal', range });
  });

  test('without an answer says why, and looks again', () => {
    const error = new VirtcellError({
      code: 'domain-not-found',
      message: 'there is no domain demo',
      hint: 'Define it.',
    });
    expect(text(view({ subject, name: 'demo', kind: 'unknown', error }))).toMatchInlineSnapshot(`
      "demo

      error: there is no domain demo Define it. [Look Again]"
    `);
  });

  test('without an agent leads to what to do about that', () => {
    const error = new VirtcellError({ code: 'agent-not-running', message: 'No agent is running.' });
    const { notices } = view({ subject, name: 'demo', kind: 'unknown', error });
    expect(notices).toMatchObject([{ label: 'What to Do', action: { kind: 'next-step' } }]);
  });

  test('when all is as planned says so', () => {
    const fine = { ...report, nodes: report.nodes.slice(4, 5), mounts: report.mounts.slice(0, 1) };
    expect(text(view({ ...running, report: fine }))).toContain('information: All is as planned.');
  });

  test('of a domain without a file offers no line of it', () => {
    const { tables } = view({ ...running, subject: { name: 'demo', owner: 1000 } });
    const actions = tables.flatMap(({ rows }) =>
      rows.flatMap(({ cells }) => cells.flat().map(({ action }) => action?.kind)),
    );
    expect(new Set(actions)).toEqual(new Set([undefined, 'attach']));
  });

  test.each([running, planned])('has the form that the page accepts', (facts) => {
    expect(panelViewSchema.parse(JSON.parse(JSON.stringify(view(facts))))).toEqual(view(facts));
  });
});
