import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { asksFor, complete } from '../../domain-xml/assist/complete.ts';
import { typedValue } from '../../domain-xml/assist/completeValues.ts';
import type { Completion, HostWord } from '../../domain-xml/assist/completion.ts';
import { cursorContext } from '../../domain-xml/assist/cursorContext.ts';
import { plainMarkdown } from '../../domain-xml/assist/markdown.ts';
import { childElements, textOf, type XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import type { HostThing } from '../../domain-xml/schema/hostThing.ts';
import { hostWords } from './host/hostWords.ts';
import { QemuNames } from './host/qemuNames.ts';
import { editorRange } from './ranges.ts';

const MAX_WORKSPACE_FILES = 200;

const KINDS: Record<Completion['kind'], vscode.CompletionItemKind> = {
  element: vscode.CompletionItemKind.Property,
  attribute: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.EnumMember,
  'end-tag': vscode.CompletionItemKind.Property,
  snippet: vscode.CompletionItemKind.Snippet,
  host: vscode.CompletionItemKind.Value,
};

/** Where something is asked for, and how. */
export interface Asked {
  readonly read: XmlDocument;
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly token: vscode.CancellationToken;
  /** The character that asked by being typed. */
  readonly typed: string | undefined;
}

/** What may stand at a place of a domain, values also from what this host has. Undefined where nothing is asked for. */
export class Completions {
  readonly #qemu = new QemuNames();
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  async at(asked: Asked): Promise<vscode.CompletionList | undefined> {
    const { read, document, position, token, typed } = asked;
    const offset = document.offsetAt(position);
    const cursor = cursorContext(read, offset);
    const value = cursor && typedValue(read, cursor, offset);
    const thing = value?.type.host;
    if (typed !== undefined && !asksFor(typed, cursor, isPath(thing))) return undefined;
    const host = thing ? await this.#words(thing, value.before, asked) : [];
    if (token.isCancellationRequested) return undefined;
    const found = complete(read, offset, { host, l10n: vscode.l10n });
    const items = found.map((each, order) => item(each, order, rangeOf(each, read, position)));
    // All are found by what stands there now, and none by what is typed next.
    const isIncomplete = value !== undefined && found.some(({ filterText }) => filterText !== undefined);
    return new vscode.CompletionList(items, isIncomplete);
  }

  /** What cannot be found out of the host is said in the log, and the rest is offered. */
  async #words(thing: HostThing, before: string, { document, read, token }: Asked): Promise<HostWord[]> {
    const { uri } = document;
    try {
      return await hostWords(thing, {
        near: uri.scheme === 'file' ? dirname(uri.fsPath) : undefined,
        before,
        emulator: emulatorOf(read),
        qemu: vscode.workspace.isTrusted ? this.#qemu : undefined,
        findInWorkspace: (names) => findInWorkspace(names, token),
        l10n: vscode.l10n,
      });
    } catch (error) {
      this.#log.warn(`completion of a ${thing.kind}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }
}

const isPath = (thing: HostThing | undefined): boolean =>
  thing?.kind === 'node' || thing?.kind === 'file' || thing?.kind === 'emulator';

function item(completion: Completion, order: number, range: vscode.Range): vscode.CompletionItem {
  const { label, kind, detail, documentation, insertText, isSnippet, filterText, goesOn } = completion;
  const made = new vscode.CompletionItem(label, KINDS[kind]);
  made.detail = detail;
  made.documentation = new vscode.MarkdownString(plainMarkdown(documentation));
  made.insertText = isSnippet ? new vscode.SnippetString(insertText) : insertText;
  made.range = range;
  // The order is ours, not that of the alphabet.
  made.sortText = String(order).padStart(5, '0');
  if (filterText !== undefined) {
    made.filterText = filterText;
    // What stands there already stays when its writer goes on.
    made.preselect = label === filterText;
  }
  if (goesOn) made.command = { command: 'editor.action.triggerSuggest', title: '' };
  return made;
}

/** The editor takes ranges within the cursor's line only. */
function rangeOf({ span }: Completion, { lines }: XmlDocument, position: vscode.Position): vscode.Range {
  const range = editorRange(lines.range(span));
  return range.isSingleLine ? range : new vscode.Range(position, position);
}

function emulatorOf({ root }: XmlDocument): string | undefined {
  const devices = root && childElements(root).find(({ name }) => name === 'devices');
  const emulator = devices && childElements(devices).find(({ name }) => name === 'emulator');
  return emulator && textOf(emulator).trim();
}

async function findInWorkspace(names: readonly string[], token: vscode.CancellationToken): Promise<string[]> {
  const found = await vscode.workspace.findFiles(`**/{${names.join(',')}}`, undefined, MAX_WORKSPACE_FILES, token);
  return found.flatMap(({ scheme, fsPath }) => (scheme === 'file' ? [fsPath] : []));
}
