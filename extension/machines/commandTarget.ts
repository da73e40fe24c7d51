import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import type { MachineList } from './machineList.ts';
import type { MachineNode } from './machineNode.ts';

/** What a command was called on: a file, a domain that the agent knows, or a file and the domain that it defines. */
export interface CommandTarget {
  readonly file?: vscode.Uri;
  readonly domain?: DomainEntry;
  readonly alias?: string;
}

/** From a row of the tree, the file of an editor's title or lens, or, called by name, the active editor. */
export async function commandTarget(
  argument: unknown,
  machines: MachineList,
  documents: LoadDocuments,
): Promise<CommandTarget> {
  if (isNode(argument)) {
    const { domain, alias } = argument;
    return { domain: machines.byUuid(domain.uuid, domain.owner) ?? domain, ...(alias !== undefined && { alias }) };
  }
  const file = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file?.toString());
  if (!file || !document) return file ? { file } : {};
  const domain = domainOfDocument(document, machines, await documents());
  return { file, ...(domain && { domain }) };
}

/** The agent's domain that a document defines, by its name; it may have been started from another file. */
export function domainOfDocument(
  document: vscode.TextDocument,
  machines: MachineList,
  documents: DomainDocuments,
): DomainEntry | undefined {
  const name = documents.nameOf(document);
  return name === undefined ? undefined : machines.ownByName(name);
}

const isNode = (argument: unknown): argument is MachineNode =>
  typeof argument === 'object' && argument !== null && 'domain' in argument && 'kind' in argument;
