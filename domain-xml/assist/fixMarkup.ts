import { escapeAttribute } from '../textEdit.ts';
import { allElements } from './elementAt.ts';
import { changeTo, type Fix, insertion, type Place, rename } from './fix.ts';

/* What makes a text well-formed. */

const textAt = ({ document, span }: Place): string => document.text.slice(span.start, span.end);

/** A plain `&`, or a reference without its end: the latter may be meant as one. */
export function escapeAmpersand(place: Place): Fix[] {
  const { span } = place;
  const written = textAt(place);
  if (!written.startsWith('&')) return [];
  const isReference = /^&(lt|gt|amp|quot|apos|#\d+|#x[\da-f]+)$/i.test(written);
  return [
    ...(isReference ? [insertion(span.end, ';')] : []),
    changeTo({ start: span.start, end: span.start + 1 }, '&amp;', !isReference),
  ];
}

/** A `<` in a value, or before something that is no name. Where a name is missing for another reason, nothing is known. */
export const escapeLess = (place: Place): Fix[] => (textAt(place) === '<' ? [changeTo(place.span, '&lt;')] : []);

export const insertSpace = ({ span: { start } }: Place): Fix[] => [
  { id: 'insert', name: '␣', edits: [{ start, end: start, text: ' ' }], preferred: true },
];

export function addValue({ document, span }: Place): Fix[] {
  // Of a reported `name=` only the name is the place; what follows it is white space.
  const equals = /^\s*=/.exec(document.text.slice(span.end))?.[0] ?? '';
  return [insertion(span.end + equals.length, equals === '' ? "=''" : "''")];
}

export function quote(place: Place): Fix[] {
  return [changeTo(place.span, `'${escapeAttribute(textAt(place))}'`)];
}

/** At its opening quote the span begins. */
export function endValue({ document, span }: Place): Fix[] {
  const opening = document.text[span.start];
  return opening === "'" || opening === '"' ? [insertion(span.end, opening)] : [];
}

/** A start tag whose element is not there yet may be meant to be empty. */
export function endTag(place: Place): Fix[] {
  const { span } = place;
  if (textAt(place).startsWith('</')) return [insertion(span.end, '>')];
  const tag = allElements(place.document.children).find(({ startTag }) => startTag.start === span.start);
  if (!tag) return [];
  return [insertion(span.end, '>', tag.endTag !== undefined), insertion(span.end, '/>', !tag.endTag)];
}

/** An end tag of another name than its element's, or of none. */
export function matchTags({ document, span }: Place): Fix[] {
  const ended = allElements(document.children).find(({ endTag }) => endTag?.nameSpan.start === span.start);
  const name = document.text.slice(span.start, span.end);
  if (ended) return [changeTo(span, ended.name), ...(name === '' ? [] : [rename(ended, name, false)])];
  const end = document.text.indexOf('>', span.end) + 1;
  if (end === 0 || document.text.slice(Math.max(span.start - 2, 0), span.start) !== '</') return [];
  return [{ id: 'remove-end-tag', name, edits: [{ start: span.start - 2, end, text: '' }], preferred: false }];
}

/** Text that elements stand between is not removed: its place is from the first to the last of it. */
export const removeContent = (place: Place): Fix[] => (textAt(place).includes('<') ? [] : [removeText(place)]);

export const removeDoctype = (place: Place): Fix[] => [removeText(place)];

const removeText = ({ document, span }: Place): Fix => ({
  id: 'remove-text',
  name: document.text.slice(span.start, span.end),
  edits: [{ ...span, text: '' }],
  preferred: false,
});
