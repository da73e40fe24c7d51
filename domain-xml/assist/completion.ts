import type { Words } from '../message.ts';
import type { XmlDocument } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { Quote } from './elementSnippet.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'element' | 'attribute' | 'value' | 'end-tag' | 'snippet' | 'host';
  /** Short, beside the label. */
  readonly detail: string;
  /** Plain text, a sentence or more. */
  readonly documentation: string;
  readonly insertText: string;
  /** Whether the text to insert has stops in the syntax of snippets. */
  readonly isSnippet: boolean;
  /** What it replaces. */
  readonly span: Span;
  /** What is typed to find it; the label unless given. */
  readonly filterText?: string;
  /** Values are to be suggested next, where the cursor is then. */
  readonly goesOn?: true;
}

/** One value that the host suggests. */
export interface HostWord {
  readonly value: string;
  readonly doc: string;
  /** More of it is to be typed: a folder. */
  readonly goesOn?: true;
}

/** What completions are made with. */
export interface Hints {
  /** For the type of value at the cursor, if it has a `host` mark. */
  readonly host: readonly HostWord[];
  readonly l10n: Words;
}

/** The kind of quotes that the document uses. */
export function quoteOf({ root, text }: XmlDocument): Quote {
  const first = root?.attributes.find(({ valueSpan }) => valueSpan)?.valueSpan;
  return first && text[first.start - 1] === '"' ? '"' : "'";
}
