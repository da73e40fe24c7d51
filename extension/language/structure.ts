import * as vscode from 'vscode';
import { folding } from '../../domain-xml/assist/folding.ts';
import { linkedTags } from '../../domain-xml/assist/linkedTags.ts';
import { type OutlineItem, outline } from '../../domain-xml/assist/outline.ts';
import { selectionRanges } from '../../domain-xml/assist/selectionRanges.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import { closeTags } from './closeTags.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { registerFormatting } from './formatting.ts';
import { DOMAIN_LANGUAGE } from './looksLikeDomain.ts';
import { editorRange } from './ranges.ts';
import { registerWhile } from './registerWhile.ts';

/** Red Hat's extension for XML does all of this too. It is there when it is installed and not disabled. */
const OTHER_XML = 'redhat.vscode-xml';
const isAlone = (): boolean => vscode.extensions.getExtension(OTHER_XML) === undefined;

/**
 * Outline, folding, growing selections, tags that change together, formatting and closing of tags. In plain XML whose
 * root is `<domain>` only where no other extension does them.
 */
export function showStructure(documents: DomainDocuments): vscode.Disposable {
  const { onDidChange } = vscode.extensions;
  const isShown = (): boolean => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === 'xml' && documents.domainOf(document) !== undefined;
  };
  // The editor asks which of several formatters to take, also where ours would do nothing: it is there for domains only.
  const shownChanges = [vscode.window.onDidChangeActiveTextEditor, vscode.workspace.onDidChangeTextDocument];
  return vscode.Disposable.from(
    registerProviders({ language: DOMAIN_LANGUAGE }, documents),
    registerFormatting({ language: DOMAIN_LANGUAGE }, documents),
    registerWhile(isAlone, [onDidChange], () => registerProviders({ language: 'xml' }, documents)),
    registerWhile(
      () => isAlone() && isShown(),
      [onDidChange, ...shownChanges],
      () => registerFormatting({ language: 'xml' }, documents),
    ),
    closeTags(documents, ({ languageId }) => languageId === DOMAIN_LANGUAGE || isAlone()),
  );
}

/** Letters, digits and what else is in a name, so that a tag's name is one word. */
const XML_NAME = /[\p{L}\p{N}_:.-]+/u;

function registerProviders(selector: vscode.DocumentFilter, documents: DomainDocuments): vscode.Disposable {
  const { languages } = vscode;
  const treeOf = (document: vscode.TextDocument): XmlDocument | undefined => documents.domainOf(document)?.document;
  return vscode.Disposable.from(
    languages.registerDocumentSymbolProvider(
      selector,
      {
        provideDocumentSymbols: (document) => {
          const tree = treeOf(document);
          return tree && outline(tree).map((item) => symbol(item, tree));
        },
      },
      { label: 'Virtcell' },
    ),
    languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) => {
        const tree = treeOf(document);
        return tree && folding(tree).map(({ start, end, kind }) => new vscode.FoldingRange(start, end, FOLDS[kind]));
      },
    }),
    languages.registerSelectionRangeProvider(selector, {
      provideSelectionRanges: (document, positions) => {
        const tree = treeOf(document);
        return tree && positions.map((position) => selection(tree, document.offsetAt(position)));
      },
    }),
    languages.registerLinkedEditingRangeProvider(selector, {
      provideLinkedEditingRanges: (document, position) => {
        const tree = treeOf(document);
        const tags = tree && linkedTags(tree, document.offsetAt(position));
        if (!tree || !tags) return undefined;
        const ranges = tags.map((span) => editorRange(tree.lines.range(span)));
        return new vscode.LinkedEditingRanges(ranges, XML_NAME);
      },
    }),
  );
}

const FOLDS = { element: undefined, comment: vscode.FoldingRangeKind.Comment };

const KINDS = {
  domain: vscode.SymbolKind.Module,
  device: vscode.SymbolKind.Object,
  element: vscode.SymbolKind.Field,
  text: vscode.SymbolKind.String,
};

function symbol(
  { name, detail, kind, span, nameSpan, children }: OutlineItem,
  tree: XmlDocument,
): vscode.DocumentSymbol {
  const [range, selectionRange] = [span, nameSpan].map((one) => editorRange(tree.lines.range(one)));
  if (!range || !selectionRange) throw new RangeError('two spans are two ranges');
  const made = new vscode.DocumentSymbol(name, detail, KINDS[kind], range, selectionRange);
  made.children = children.map((child) => symbol(child, tree));
  return made;
}

function selection(tree: XmlDocument, offset: number): vscode.SelectionRange {
  const whole = { start: 0, end: tree.text.length };
  const [outermost = whole, ...inner] = selectionRanges(tree, offset).reverse();
  const made = (span: typeof whole, parent?: vscode.SelectionRange): vscode.SelectionRange =>
    new vscode.SelectionRange(editorRange(tree.lines.range(span)), parent);
  return inner.reduce((parent, span) => made(span, parent), made(outermost));
}
