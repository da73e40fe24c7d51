import type { XmlDocument, XmlNode } from '../parse/xmlTree.ts';

/** From line `start` to line `end`, both zero-based: the first stays, all others up to the last are hidden. */
export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly kind: 'element' | 'comment';
}

/** What can be folded: elements and comments over several lines. Of those that begin in one line, the outermost. */
export function folding(document: XmlDocument): Fold[] {
  const folds = new Map<number, Fold>();
  const visit = (nodes: readonly XmlNode[]): void => {
    for (const node of nodes) {
      const fold = foldOf(document, node);
      if (fold && fold.end > fold.start && !folds.has(fold.start)) folds.set(fold.start, fold);
      if (node.kind === 'element') visit(node.children);
    }
  };
  visit(document.children);
  return [...folds.values()];
}

function foldOf({ lines }: XmlDocument, node: XmlNode): Fold | undefined {
  const lineOf = (offset: number): number => lines.position(offset).line;
  const start = lineOf(node.span.start);
  if (node.kind === 'comment') return { start, end: lineOf(node.span.end), kind: 'comment' };
  if (node.kind !== 'element') return undefined;
  // The end tag stays in sight. What is not closed yet ends with the last thing in it.
  if (node.endTag) return { start, end: lineOf(node.endTag.span.start) - 1, kind: 'element' };
  const last = node.children.findLast(({ kind }) => kind !== 'text');
  return { start, end: lineOf((last?.span ?? node.startTag).end), kind: 'element' };
}
