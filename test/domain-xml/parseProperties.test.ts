import { expect, test } from 'vitest';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { XmlDocument, XmlElement, XmlNode } from '../../domain-xml/parse/xmlTree.ts';
import type { Span } from '../../domain-xml/position.ts';
import { fc, runs } from '../properties.ts';
import { anything, mutated } from './xmlArbitrary.ts';

/* What holds of the tree of any text. */

function checkSpans({ text, children }: XmlDocument): void {
  const at = ({ start, end }: Span) => text.slice(start, end);
  const visit = (nodes: readonly XmlNode[], { start, end }: Span, parent: XmlElement | undefined) => {
    let last = start;
    for (const node of nodes) {
      // In order, without overlap, inside the parent.
      expect(node.span.start).toBeGreaterThanOrEqual(last);
      expect(node.span.end).toBeGreaterThanOrEqual(node.span.start);
      expect(node.span.end).toBeLessThanOrEqual(end);
      last = node.span.end;
      if (node.kind === 'element') {
        expect(node.parent).toBe(parent);
        visitElement(node);
      } else if (node.kind === 'comment') expect(at(node.span)).toMatch(/^<!--/);
      else if (node.kind === 'cdata') expect(at(node.span)).toMatch(/^<!\[CDATA\[/);
      else if (node.kind === 'instruction') expect(at(node.targetSpan)).toBe(node.target);
      else expect(at(node.span).length).toBeGreaterThan(0);
    }
  };
  const visitElement = (element: XmlElement) => {
    expect(at(element.nameSpan)).toBe(element.name);
    expect(at(element.startTag).startsWith(`<${element.name}`)).toBe(true);
    if (element.selfClosing) expect(at(element.startTag).endsWith('/>')).toBe(true);
    if (element.endTag) {
      expect(at(element.endTag.span)).toMatch(/^<\//);
      expect(element.endTag.span.end).toBe(element.span.end);
    }
    for (const { name, value, span, nameSpan, valueSpan } of element.attributes) {
      expect(at(nameSpan)).toBe(name);
      expect(span.start).toBe(nameSpan.start);
      expect(span.end).toBeLessThanOrEqual(element.startTag.end);
      if (!valueSpan) expect(value).toBe('');
      else if (!/[&\s]/.test(at(valueSpan))) expect(value).toBe(at(valueSpan));
    }
    const inside = { start: element.startTag.end, end: element.endTag?.span.start ?? element.span.end };
    visit(element.children, inside, element);
  };
  visit(children, { start: 0, end: text.length }, undefined);
}

test('any text has a tree, and every span is its token', () => {
  fc.assert(
    fc.property(anything, (text) => checkSpans(parseXml(text))),
    { numRuns: runs(10_000) },
  );
});

test('problems are inside the text and in its order', () => {
  fc.assert(
    fc.property(fc.oneof(anything, mutated), (text) => {
      const { problems, lines } = parseXml(text);
      let last = 0;
      for (const { range, message, severity } of problems) {
        const start = lines.offset(range.start);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(lines.offset(range.end)).toBeGreaterThanOrEqual(start);
        expect(lines.offset(range.end)).toBeLessThanOrEqual(text.length);
        expect(message).not.toBe('');
        expect(severity).toBe('error');
        last = start;
      }
    }),
    { numRuns: runs(3000) },
  );
});

test('a text without elements has no root, and says so', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const { root, problems, children } = parseXml(text);
      expect(root !== undefined).toBe(children.some(({ kind }) => kind === 'element'));
      if (!root) expect(problems.length).toBeGreaterThan(0);
    }),
    { numRuns: runs(2000) },
  );
});
