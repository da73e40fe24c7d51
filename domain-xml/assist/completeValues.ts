import { inWords } from '../message.ts';
import { textSpan, type XmlDocument } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { ValueType } from '../schema/valueType.ts';
import { escapeAttribute } from '../textEdit.ts';
import { type Completion, type Hints, type HostWord, quoteOf } from './completion.ts';
import type { CursorContext } from './cursorContext.ts';
import { schemaAt } from './schemaAt.ts';

/** A value that is being typed: of an attribute, or the text of an element. */
export interface TypedValue {
  readonly type: ValueType<unknown>;
  readonly span: Span;
  /** What stands before the cursor, as it is written. */
  readonly before: string;
}

export function typedValue({ text }: XmlDocument, cursor: CursorContext, offset: number): TypedValue | undefined {
  if (cursor.kind === 'attribute-value') {
    const type = schemaAt(cursor.element)?.attributes[cursor.attribute.name]?.type;
    return type && { type, span: cursor.span, before: text.slice(cursor.span.start, offset) };
  }
  if (cursor.kind !== 'content' || cursor.opened || !cursor.parent) return undefined;
  const type = schemaAt(cursor.parent)?.decided?.text?.type;
  if (!type) return undefined;
  const { start, end } = textSpan(cursor.parent);
  // White space around the text is no part of it: a cursor there begins a text of its own.
  const span = start <= offset && offset <= end ? { start, end } : { start: offset, end: offset };
  return { type, span, before: text.slice(span.start, offset) };
}

export function completeValue(
  document: XmlDocument,
  cursor: CursorContext,
  { type, span, before }: TypedValue,
  { host, l10n }: Hints,
): Completion[] {
  const quote = cursor.kind === 'attribute-value' && !cursor.quoted ? quoteOf(document) : '';
  const offered: readonly (HostWord & { readonly kind: 'value' | 'host' })[] = [
    ...(type.choices ?? []).flatMap(({ value, doc, supported }) =>
      supported ? [{ kind: 'value' as const, value, doc: inWords(doc, l10n) }] : [],
    ),
    // Of what the host has, not all is supported: some machine types are not.
    ...host.flatMap((word) =>
      word.goesOn || 'value' in type.read(word.value) ? [{ kind: 'host' as const, ...word }] : [],
    ),
  ];
  // Behind a whole value its alternatives are wanted, of which none begins with it.
  const isWhole = offered.some(({ value }) => escapeAttribute(value) === before);
  return offered.map(({ kind, value, doc, goesOn }) => ({
    ...{ label: value, kind, detail: kind === 'host' ? l10n.t('on this host') : '', documentation: doc },
    ...{ insertText: `${quote}${escapeAttribute(value)}${quote}`, isSnippet: false, span },
    ...(isWhole ? { filterText: before } : {}),
    ...(goesOn ? { goesOn } : {}),
  }));
}
