import { kindWord } from '../../domain-xml/assist/kindWord.ts';
import { elementName, permissions } from '../../plan/privateDev/nodeText.ts';
import type { DevReportNode } from '../../protocol/methods.ts';
import type { Choice, Detail } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import { type Accounts, aclNames, ownerName } from './accounts.ts';

/** What stands at a path, planned or found. */
export type Thing = NonNullable<DevReportNode['planned']>;

export const numbersOf = ({ major, minor }: Pick<Thing, 'major' | 'minor'>): string =>
  major === undefined ? '' : `${major}:${minor ?? ''}`;

export const ownerOf = ({ uid, gid }: Pick<Thing, 'uid' | 'gid'>, accounts: Accounts): string =>
  uid === undefined || gid === undefined ? '' : ownerName(accounts, uid, gid);

/** All that is known of a thing, beside what was planned where that is another. */
export function thingDetails(node: DevReportNode, accounts: Accounts, l10n: L10n): Detail[] {
  const now = valuesOf(node, accounts, l10n);
  const planned = node.planned ? valuesOf(node.planned, accounts, l10n) : now;
  const known = now.map(([label, value], index): Detail => {
    const before = planned[index]?.[1] ?? '';
    return {
      label,
      value: value || none(before, l10n),
      ...(before !== value && { planned: before || l10n.t('none') }),
    };
  });
  return known.filter(({ value }) => value !== '');
}

/** Nothing is worth saying where something was planned. */
const none = (planned: string, l10n: L10n): string => (planned === '' ? '' : l10n.t('none'));

function valuesOf(thing: Thing, accounts: Accounts, l10n: L10n): [string, string][] {
  const { mode, uid, gid, acl, label, target } = thing;
  const name = ownerOf(thing, accounts);
  const ids = uid === undefined ? '' : `${uid}:${gid ?? ''}`;
  return [
    [l10n.t('Kind'), kindWord(thing.kind, l10n)],
    [l10n.t('Numbers'), numbersOf(thing)],
    [l10n.t('Leads to'), target ?? ''],
    [l10n.t('Mode'), mode === undefined ? '' : `${mode} ${permissions(thing)}`],
    [l10n.t('Owner'), name === ids ? ids : `${name} (${ids})`],
    [l10n.t('ACL'), acl === undefined ? '' : aclNames(accounts, acl)],
    [l10n.t('Label'), label ?? ''],
  ];
}

/** Why it is there; what the file says of it can be gone to. */
export function reasonChoice(
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

export function driftWords(
  state: DevReportNode['state'],
  differs: readonly string[] | undefined,
  l10n: L10n,
): string | undefined {
  switch (state) {
    case undefined:
      return undefined;
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
