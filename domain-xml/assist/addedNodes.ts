import type { Words } from '../message.ts';
import { Origins } from '../model/origins.ts';
import type { XmlDocument, XmlElement } from '../parse/xmlTree.ts';
import { kindWord } from './kindWord.ts';
import { codeMarkdown, plainMarkdown } from './markdown.ts';

/** A node of a planned private /dev, as far as a hover tells of it. */
export interface AddedNode {
  readonly path: string;
  readonly kind: 'char' | 'block' | 'link' | 'bind' | 'directory';
  readonly major?: number | undefined;
  readonly minor?: number | undefined;
  readonly target?: string | undefined;
  readonly reasons: readonly {
    readonly kind: string;
    readonly element?: string | undefined;
    /** Of a link: where the chain of links begins that leads here. */
    readonly path?: string | undefined;
  }[];
}

/** More are counted. */
const SHOWN = 12;

/** The nodes that are in the private /dev because of an element or what is in it, with what its links lead to. */
export function nodesOf(document: XmlDocument, element: XmlElement, nodes: readonly AddedNode[]): AddedNode[] {
  const path = new Origins(document).of(element).element;
  const isWithin = (one: string | undefined): boolean => one === path || one?.startsWith(`${path}/`) === true;
  const named = nodes.filter(
    ({ kind, reasons }) => kind !== 'directory' && reasons.some((each) => isWithin(each.element)),
  );
  const begun = new Set(named.map((node) => node.path));
  const linked = nodes.filter(
    (node) =>
      !begun.has(node.path) &&
      node.reasons.some(({ kind, path }) => kind === 'link' && path !== undefined && begun.has(path)),
  );
  return [...named, ...linked];
}

/** The nodes as Markdown; nothing for none. */
export function nodesMarkdown(nodes: readonly AddedNode[], l10n: Words): string[] {
  if (nodes.length === 0) return [];
  const listed = nodes
    .slice(0, SHOWN)
    .map((node) => `- ${codeMarkdown(node.path)}: ${plainMarkdown(thingOf(node, l10n))}`);
  const more = nodes.length > SHOWN ? [`- ${l10n.t('and {0} more', nodes.length - SHOWN)}`] : [];
  return [[l10n.t('Needs in the private /dev:'), '', ...listed, ...more].join('\n')];
}

function thingOf({ kind, major, minor, target, reasons }: AddedNode, l10n: Words): string {
  const what =
    target === undefined
      ? [kindWord(kind, l10n), ...(major === undefined ? [] : [`${major}:${minor}`])]
      : [`→ ${target}`];
  // It would be there without the element as well.
  const anyway = reasons.some((each) => each.kind === 'default') ? [`(${l10n.t('in every domain’s')})`] : [];
  return [...what, ...anyway].join(' ');
}
