import { describe, expect, test } from 'vitest';
import { readAccounts } from '../../../extension/privateDev/accounts.ts';
import type { PanelFacts, PlanFacts, RunningFacts } from '../../../extension/privateDev/panelFacts.ts';
import { panelView } from '../../../extension/privateDev/panelView.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { DevReportNode } from '../../../protocol/methods.ts';
import { type PanelView, panelView as panelViewSchema } from '../../../protocol/privateDevPanel.ts';
import { plan, report } from '../devReports.ts';
import { runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';
import { detailText, panelText } from './panelText.ts';

const subject = { file: 'file:///home/ann/demo.domain.xml' };
const view = (facts: PanelFacts): PanelView => panelView(facts, english);

const accounts = readAccounts(
  'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/:',
  'root:x:0:\nkvm:x:107:ann\nann:x:1000:',
);
const here = { subject, name: 'demo', accounts, uid: 1000 };
const running: PanelFacts & RunningFacts = { ...here, kind: 'running', domain: runningDomain(), report };
const planned: PanelFacts & PlanFacts = {
  ...{ ...here, kind: 'plan', by: 'agent', report: plan, diagnostics: [], first: undefined },
  argv: ['/usr/bin/qemu-system-x86_64', '-name', 'guest=demo', '-rng', 'a b'],
};

describe('the panel', () => {
  test('shows what is only on the host by now, and does not count it among what the VM has', () => {
    const come = { path: '/dev/sdb', kind: 'block', major: 8, minor: 16, reasons: [], host: 'appeared' } as const;
    const shown = panelText(
      view({ ...running, report: { ...report, nodes: [...report.nodes, { ...come, reasons: [] }] } }),
    );
    expect(shown).toContain('· 6 nodes, 180 of the host hidden');
    expect(shown).toContain('Another on the host by now: 2 [Bring Up to Date]');
    expect(shown).toContain('/dev/sdb |  | host: only on the host by now | block 8:16 |');
  });

  test('of what runs', () => {
    expect(panelText(view(running))).toMatchInlineSnapshot(`
      "demo
      Running, process 4711: read from the kernel · 6 nodes, 180 of the host hidden
      [Look Again]
      error: Not as planned: 4
      error: Another on the host by now: 1 [Bring Up to Date]

      Nodes: all of the host that QEMU reaches in /dev
      /dev/dri | graphics | as-planned: as planned | folder | drwxr-xr-x | root:root
      /dev/kvm | [domain (line 33)] | drift: differs in mode, gid, warning: may be opened by more than planned, warning: belongs to another than planned | character 10:232 | crw-rw----+ | root:kvm
      /dev/sda | granted | drift: missing | block 8:0 | brw------- | root:root
      /dev/sock | by way of /dev/vg/lv | as-planned: as planned, host: gone from the host | bound | =rw------- | root:root
      /dev/urandom | every VM, [rng[1]/backend (line 33)], rng[2]/backend (attached) | as-planned: as planned | character 1:9 | crw-rw-rw- | root:root
      /dev/vg/lv → ../sda |  | drift: not planned, warning: leads nowhere in this /dev | link | lrwxrwxrwx | 

      Preserved mounts: places in its /dev that stay the host's
      host /dev/pts —— devpts 0:22 (shared with the host) —— VM /dev/pts
        as planned
        /dev/pts/3 serial0 [Attach]
        Source: devpts
        Options: rw, mode=600
        Propagation: slave: what the host mounts upon it arrives, nothing goes back
      host /dev/shm – – tmpfs 0:99 (NOT the host's) – – VM /dev/shm
        differs from the plan
        Source: tmpfs
        Options: rw
        Propagation: private: what the host mounts upon it later stays there

      Other mounts of the host below /dev
      /dev/late | not here | tmpfs
      /dev/shm/late | here as well | tmpfs

      Launch: the steps of its start, 54.61 ms in all
      make-dev | 612 µs | 0 to 11
      exec | 54.00 ms | 11 to 1000"
    `);
  });

  test('of a plan', () => {
    expect(panelText(view(planned))).toMatchInlineSnapshot(`
      "demo
      Plan: what a start will make · 6 nodes, 180 of the host hidden
      [Start]

      Nodes: all of the host that QEMU reaches in /dev
      /dev/dri | graphics |  | folder | drwxr-xr-x | root:root
      /dev/kvm | [domain (line 33)] |  | character 10:232 | crw-rw----+ | root:kvm
      /dev/sda | granted | warning: QEMU may not open it | block 8:0 | brw------- | root:root
      /dev/sock | by way of /dev/vg/lv |  | bound | =rw------- | root:root
      /dev/urandom | every VM, [rng[1]/backend (line 33)] |  | character 1:9 | crw-rw-rw- | root:root
      /dev/vg/lv → ../sda |  |  | link | lrwxrwxrwx | 

      Preserved mounts: places in its /dev that stay the host's
      host /dev/pts —— devpts (shared with the host) —— VM /dev/pts
        Source: devpts
        Options: rw, mode=600
      host /dev/shm —— tmpfs (shared with the host) —— VM /dev/shm
        Source: tmpfs
        Options: rw

      Dry run: what a start would do
      make-dev: fsmount a tmpfs that is mounted nowhere yet
      make-dev: mkdir /dev/dri 0755 root:root
      make-dev: mknod /dev/kvm c 10:232 0660 root:kvm user::rw- user:ann:rw- group::--- mask::rw- other::--- kvm_device_t
      make-dev: mknod /dev/sda b 8:0 0600 root:root
      make-dev: mknod /dev/sock, an empty place for what is bound
      make-dev: mknod /dev/urandom c 1:9 0666 root:root
      make-dev: symlink /dev/vg/lv → ../sda
      leave-host: unshare a mount namespace of its own
      leave-host: mount all below / becomes a slave of the host’s mounts
      take-mounts: open_tree /dev/pts
      take-mounts: open_tree /dev/shm
      take-mounts: open_tree /dev/sock
      enter-dev: umount2 the host’s /dev
      enter-dev: move_mount the tmpfs to /dev
      enter-dev: move_mount /dev/pts
      enter-dev: move_mount /dev/shm
      enter-dev: move_mount /dev/sock
      drop-identity: setresuid to whom QEMU runs as, without capabilities
      confine: landlock_restrict_self to the domain’s files and these nodes
      exec: execve /usr/bin/qemu-system-x86_64 \\
        -name guest=demo \\
        -rng 'a b'"
    `);
  });

  test('of a plan by the user’s own eyes says what those do not see', () => {
    expect(panelText(view({ ...planned, by: 'user' }))).toContain('without the agent');
  });

  test('of XML that is wrong leads to what is to be mended first', () => {
    const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 8 } };
    const error = { severity: 'error', code: 'xml-unclosed', message: '<vcpu> is not closed.', range } as const;
    const other = { ...error, message: '<domain> needs an <os>.' };
    const wrong = view({ ...planned, report: null, diagnostics: [other, error], first: error });
    expect(panelText(wrong)).toMatchInlineSnapshot(`
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
    expect(panelText(view({ subject, name: 'demo', kind: 'unknown', error }))).toMatchInlineSnapshot(`
      "demo

      error: There is no domain demo. Define it. [Look Again]"
    `);
  });

  test('without an agent leads to what to do about that', () => {
    const error = new VirtcellError({ code: 'agent-not-running', message: 'No agent is running.' });
    const { notices } = view({ subject, name: 'demo', kind: 'unknown', error });
    expect(notices).toMatchObject([{ label: 'What to Do', action: { kind: 'next-step' } }]);
  });

  test('when all is as planned says so', () => {
    const fine = { ...report, nodes: report.nodes.slice(4, 5), mounts: report.mounts.slice(0, 1) };
    expect(panelText(view({ ...running, report: fine }))).toContain('information: All is as planned.');
  });

  test('of a domain without a file offers no line of it', () => {
    const { dev } = view({ ...running, subject: { name: 'demo', owner: 1000 } });
    expect(dev?.rows.flatMap(({ why }) => why.flatMap(({ action }) => action ?? []))).toEqual([]);
    expect(dev?.mounts[0]?.consoles).toHaveLength(1);
  });

  test.each([running, planned])('has the form that the page accepts', (facts) => {
    expect(panelViewSchema.parse(JSON.parse(JSON.stringify(view(facts))))).toEqual(view(facts));
  });

  test('tells all that is known of a node, and what was planned where that is another', () => {
    const kvm = view(running).dev?.rows.find(({ path }) => path === '/dev/kvm');
    expect(kvm && detailText(kvm)).toMatchInlineSnapshot(`
      "Kind: character
      Numbers: 10:232
      Mode: 0660 crw-rw----+ (planned: 0600 crw-------)
      Owner: root:kvm (0:107) (planned: root:root (0:0))
      ACL: user::rw- user:ann:rw- group::--- mask::rw- other::--- (planned: none)
      Label: kvm_device_t (planned: none)"
    `);
  });

  test('lists what only the host has, when it is asked to', () => {
    const tty: DevReportNode = {
      path: '/dev/tty9',
      kind: 'char',
      major: 4,
      minor: 9,
      mode: '0620',
      uid: 0,
      gid: 5,
      reasons: [],
    };
    expect(panelText(view({ ...planned, hidden: [tty] }))).toContain(
      '/dev/tty9 |  | hidden: only on the host | character 4:9 | crw--w---- | root:5',
    );
  });

  describe('while the text is edited', () => {
    const hpet: DevReportNode = {
      ...{ path: '/dev/hpet', kind: 'char', major: 10, minor: 228, mode: '0600', uid: 1000, gid: 0 },
      reasons: [
        {
          kind: 'element',
          element: '/domain/devices/rng',
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } },
        },
      ],
    };
    const edited = { ...plan, nodes: [...plan.nodes.filter(({ path }) => path !== '/dev/sock'), hpet] };
    const marked = (shown: PanelView): string[] =>
      (shown.dev?.rows ?? []).flatMap(({ path, marks }) =>
        marks.flatMap(({ kind, text }) => (/added|removed|changed/.test(kind) ? [`${path}: ${text}`] : [])),
      );

    test('marks what the edit adds and takes, against what was saved', () => {
      const shown = view({ ...planned, report: edited, saved: plan });
      expect(marked(shown)).toEqual(['/dev/hpet: added by this edit', '/dev/sock: removed by this edit']);
      expect(panelText(shown)).toContain('information: This edit: 1 added, 1 removed, 0 changed');
      const sock = shown.dev?.rows.find(({ path }) => path === '/dev/sock');
      expect(sock?.why.every(({ action }) => action === undefined)).toBe(true);
    });

    test('says when it makes no difference', () => {
      expect(panelText(view({ ...planned, saved: plan }))).toContain('This edit changes nothing in the private /dev.');
    });

    test('shows what was saved as long as it has errors', () => {
      const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 8 } };
      const error = { severity: 'error', code: 'xml-unclosed', message: '<vcpu> is not closed.', range } as const;
      const shown = view({ ...planned, report: null, saved: plan, diagnostics: [error], first: error });
      expect(shown.dev?.rows).toHaveLength(plan.nodes.length);
      expect(marked(shown)).toEqual([]);
      expect(panelText(shown)).toContain('What is shown is the saved text’s.');
      expect(shown.buttons).toEqual([]);
    });

    test('marks what the next start changes of what runs, and not what has drifted already', () => {
      const shown = view({ ...running, next: edited });
      expect(marked(shown)).toEqual(['/dev/hpet: comes with the next start']);
      expect(panelText(shown)).toContain('The text is another than the VM was started from.');
    });
  });
});
