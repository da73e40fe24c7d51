import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import { elementName, permissions } from '../../plan/privateDev/nodeText.ts';
import type { VirtcellError } from '../../protocol/errors.ts';
import type { DevReport, DevReportMount, DevReportNode, DomainEntry } from '../../protocol/methods.ts';
import type {
  Choice,
  PanelAction,
  PanelRow,
  PanelSubject,
  PanelTable,
  PanelView,
} from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';

/** What was found out of a private /dev. */
export type PanelFacts = { readonly subject: PanelSubject; readonly name: string } & (
  | {
      /** Who looked: the agent, or this editor with the user's own eyes. */
      readonly kind: 'plan';
      readonly by: 'agent' | 'user';
      readonly report: DevReport | null;
      readonly diagnostics: readonly Diagnostic[];
      /** What to mend first. */
      readonly first: Diagnostic | undefined;
    }
  | { readonly kind: 'running'; readonly domain: DomainEntry; readonly report: DevReport }
  | { readonly kind: 'unknown'; readonly error: VirtcellError }
);

/** The panel's view: the same facts, the same view. */
export function panelView(facts: PanelFacts, l10n: L10n): PanelView {
  const { subject, name: title } = facts;
  switch (facts.kind) {
    case 'plan':
      return {
        subject,
        title,
        subtitle: [l10n.t('Plan: what a start will make'), ...sizeOf(facts.report, l10n)].join(' · '),
        notices: planNotices(facts, l10n),
        buttons: facts.report && 'file' in subject ? [{ label: l10n.t('Start'), action: { kind: 'start' } }] : [],
        tables: facts.report ? tables(facts.report, undefined, true, l10n) : [],
      };
    case 'running':
      return {
        subject,
        title,
        subtitle: [
          l10n.t('Running, process {0}: read from the kernel', facts.domain.pid ?? 0),
          ...sizeOf(facts.report, l10n),
        ].join(' · '),
        notices: comparisons(facts.report, l10n),
        buttons: [{ label: l10n.t('Look Again'), action: { kind: 'refresh' } }],
        tables: tables(facts.report, facts.domain, 'file' in subject, l10n),
      };
    case 'unknown':
      return {
        subject,
        title,
        subtitle: '',
        notices: [
          problem(
            facts.error.data.hint ? `${facts.error.message} ${facts.error.data.hint}` : facts.error.message,
            ...nextStep(facts.error, l10n),
          ),
        ],
        buttons: [],
        tables: [],
      };
  }
}

const sizeOf = (report: DevReport | null, l10n: L10n): string[] =>
  report
    ? [
        l10n.t('{0} nodes, {1} of the host hidden', report.nodes.filter(isInside).length, report.hidden),
        ...(report.hostDev === 'covered' ? [l10n.t('the host’s /dev is covered, not detached')] : []),
      ]
    : [];

const isInside = ({ host }: DevReportNode): boolean => host !== 'appeared';

type Notice = PanelView['notices'][number];

function problem(text: string, label: string, action: PanelAction): Notice {
  return { severity: 'error', text, label, action };
}

function planNotices({ by, diagnostics, first }: Extract<PanelFacts, { kind: 'plan' }>, l10n: L10n): Notice[] {
  const notices: Notice[] = [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (first) {
    const text = errors === 1 ? first.message : l10n.t('{0} errors. The first: {1}', errors, first.message);
    notices.push(problem(text, l10n.t('Show in XML'), { kind: 'reveal', range: first.range }));
  }
  if (by === 'user') {
    const text = l10n.t('As you see the host yourself, without the agent: ACLs and backing images are not looked at.');
    notices.push({ severity: 'information', text, label: l10n.t('What to Do'), action: { kind: 'next-step' } });
  }
  return notices;
}

/** How what is there compares with what was planned. */
function comparisons(report: DevReport, l10n: L10n): Notice[] {
  const outdated = report.nodes.filter(({ host }) => host !== undefined).length;
  const ofHost: Notice[] =
    outdated === 0
      ? []
      : [problem(l10n.t('Another on the host by now: {0}', outdated), l10n.t('Bring Up to Date'), { kind: 'sync' })];
  return [comparison(report, l10n), ...ofHost];
}

function comparison({ nodes, mounts }: DevReport, l10n: L10n): Notice {
  const drifted = [...nodes, ...mounts].filter(hasDrifted).length;
  if (drifted === 0) return { severity: 'information', text: l10n.t('All is as planned.'), label: '' };
  return { severity: 'error', text: l10n.t('Not as planned: {0}', drifted), label: '' };
}

const hasDrifted = ({ state }: DevReportNode | DevReportMount): boolean =>
  state !== undefined && state !== 'as-planned';

/** What matters most comes first: the panel stands beside an editor and is narrow. */
function tables(report: DevReport, domain: DomainEntry | undefined, hasFile: boolean, l10n: L10n): PanelTable[] {
  const compared = domain ? [l10n.t('compared')] : [];
  const ofNodes = [l10n.t('kind'), l10n.t('numbers'), l10n.t('access'), l10n.t('owner')];
  return [
    {
      caption: l10n.t('Nodes: all of the host that QEMU reaches in /dev'),
      columns: [l10n.t('node'), l10n.t('why'), ...compared, ...ofNodes],
      rows: report.nodes.map((node) => nodeRow(node, domain !== undefined, hasFile, l10n)),
    },
    {
      caption: l10n.t("Preserved mounts: places in its /dev that stay the host's"),
      columns: [
        l10n.t('place'),
        l10n.t('whose'),
        ...(domain ? [l10n.t('consoles')] : []),
        ...compared,
        ...ofMounts(domain !== undefined, l10n),
      ],
      rows: report.mounts.map((mount) => mountRow(mount, domain, l10n)),
    },
    ...otherMountsTable(report, l10n),
    ...launchTable(report, l10n),
  ];
}

const ofMounts = (isRunning: boolean, l10n: L10n): string[] => [
  l10n.t('file system'),
  ...(isRunning ? [l10n.t('superblock, propagation')] : []),
  l10n.t('options'),
];

/** What the host mounted below its /dev besides: below a preserved mount it arrives, anywhere else it does not. */
function otherMountsTable({ hostMounts = [] }: DevReport, l10n: L10n): PanelTable[] {
  if (hostMounts.length === 0) return [];
  const rows = hostMounts.map(({ path, fsType, reached }) => ({
    header: path,
    cells: [words(reached ? l10n.t('here as well') : l10n.t('not here')), words(fsType)],
    attention: false,
  }));
  const columns = [l10n.t('place'), l10n.t('in this VM'), l10n.t('file system')];
  return [{ caption: l10n.t('Other mounts of the host below /dev'), columns, rows }];
}

/** What was done to start it, and how long each step took. */
function launchTable({ timeline = [] }: DevReport, l10n: L10n): PanelTable[] {
  if (timeline.length === 0) return [];
  const rows = timeline.map(({ step, ns }) => ({
    header: step,
    cells: [words(l10n.t('{0} ms', (ns / 1e6).toFixed(2)))],
    attention: false,
  }));
  return [{ caption: l10n.t('Launch: the steps of its start'), columns: [l10n.t('step'), l10n.t('time')], rows }];
}

function nodeRow(node: DevReportNode, isCompared: boolean, hasFile: boolean, l10n: L10n): PanelRow {
  const owner = node.uid === undefined ? '' : `${node.uid}:${node.gid ?? ''}`;
  const access = node.acl === undefined ? permissions(node) : `${permissions(node)} ${node.acl}`;
  return {
    header: node.path,
    cells: [
      node.reasons.map((reason) => reasonChoice(reason, hasFile, l10n)),
      ...(isCompared ? [words(comparedWords(node, l10n))] : []),
      words(kindWords(node.kind, l10n)),
      words(node.target === undefined ? numbersOf(node) : `→ ${node.target}`),
      words(access),
      words(owner),
    ],
    attention: hasDrifted(node) || node.host !== undefined,
  };
}

function comparedWords({ state, differs, host }: DevReportNode, l10n: L10n): string {
  const ofPlan = driftWords(state, differs, l10n);
  if (host === undefined) return ofPlan;
  if (host === 'appeared') return l10n.t('only on the host by now');
  return `${ofPlan}; ${host === 'gone' ? l10n.t('gone from the host') : l10n.t('another on the host')}`;
}

const numbersOf = ({ major, minor }: DevReportNode): string => (major === undefined ? '' : `${major}:${minor ?? ''}`);
const words = (text: string): Choice[] => [{ text }];

function kindWords(kind: DevReportNode['kind'], l10n: L10n): string {
  switch (kind) {
    case 'char':
      return l10n.t('character');
    case 'block':
      return l10n.t('block');
    case 'link':
      return l10n.t('link');
    case 'bind':
      return l10n.t('bound');
    case 'directory':
      return l10n.t('folder');
  }
}

function reasonChoice(
  { kind, element, range, attached, path }: DevReportNode['reasons'][number],
  hasFile: boolean,
  l10n: L10n,
): Choice {
  switch (kind) {
    case 'default':
      return { text: l10n.t('every VM') };
    case 'grant':
      return { text: l10n.t('granted') };
    case 'link':
      return { text: l10n.t('by way of {0}', path ?? '') };
    case 'element': {
      const name = elementName(element ?? '');
      if (attached) return { text: l10n.t('{0} (attached)', name) };
      if (!range) return { text: name };
      const text = l10n.t('{0} (line {1})', name, range.start.line + 1);
      return hasFile
        ? { text, action: { kind: 'reveal', ...(element !== undefined && { element }), range } }
        : { text };
    }
  }
}

function mountRow(mount: DevReportMount, domain: DomainEntry | undefined, l10n: L10n): PanelRow {
  const whose = mount.sharedWithHost ? l10n.t('shared with the host') : l10n.t("NOT the host's");
  return {
    header: mount.path,
    cells: [
      words(whose),
      ...(domain ? [consolesIn(mount.path, domain), words(driftWords(mount.state, undefined, l10n))] : []),
      words(mount.fsType),
      ...(domain ? [words([mount.device, mount.propagation].filter((part) => part !== undefined).join(' '))] : []),
      words(mount.options.join(', ')),
    ],
    attention: hasDrifted(mount) || !mount.sharedWithHost,
  };
}

/** The domain's terminals that lie there, each one click from being attached to. */
const consolesIn = (place: string, { consoles }: DomainEntry): Choice[] =>
  consoles.flatMap(({ alias, path }) =>
    path?.startsWith(`${place}/`) ? [{ text: `${alias} ${path}`, action: { kind: 'attach' as const, alias } }] : [],
  );

function driftWords(state: DevReportNode['state'], differs: readonly string[] | undefined, l10n: L10n): string {
  switch (state) {
    case undefined:
      return '';
    case 'as-planned':
      return l10n.t('as planned');
    case 'missing':
      return l10n.t('missing');
    case 'extra':
      return l10n.t('not planned');
    case 'differs':
      return differs && differs.length > 0
        ? l10n.t('differs in {0}', differs.join(', '))
        : l10n.t('differs from the plan');
  }
}

/** What leads on: the agent's own next step where it is what is missing. */
const nextStep = ({ code }: VirtcellError, l10n: L10n): [string, PanelAction] =>
  code.startsWith('agent-')
    ? [l10n.t('What to Do'), { kind: 'next-step' }]
    : [l10n.t('Look Again'), { kind: 'refresh' }];
