import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { textHash } from './definitionState.ts';
import type { MachineList } from './machineList.ts';

const SCHEME = 'virtcell';
const SUFFIX = '.domain.xml';

/** A domain that has no file opens as `virtcell:/NAME.domain.xml`: reading asks the agent, saving defines. */
export function serveDefinitions(link: AgentLink, machines: MachineList): vscode.Disposable {
  const files = new DefinitionFiles(link, machines);
  return vscode.Disposable.from(
    files,
    vscode.workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
  );
}

/** Where a domain's definition is edited: its file where it has one. */
export const definitionUri = ({ name, definition }: DomainEntry): vscode.Uri =>
  definition?.file ? vscode.Uri.file(definition.file) : vscode.Uri.from({ scheme: SCHEME, path: `/${name}${SUFFIX}` });

class DefinitionFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #link: AgentLink;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscription: vscode.Disposable;
  /** A file needs a time that changes when it does; the hashes say when. */
  readonly #seen = new Map<string, { hash: string; mtime: number; size: number }>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(link: AgentLink, machines: MachineList) {
    this.#link = link;
    this.#subscription = machines.onChange((change) => {
      if (change?.reason !== 'defined') return;
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${change.domain.name}${SUFFIX}` });
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    });
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const text = await this.#read(uri);
    const hash = textHash(text);
    const known = this.#seen.get(uri.path);
    const stat = known?.hash === hash ? known : { hash, mtime: Date.now(), size: Buffer.byteLength(text) };
    this.#seen.set(uri.path, stat);
    return { type: vscode.FileType.File, ctime: 0, mtime: stat.mtime, size: stat.size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.#read(uri));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const xml = new TextDecoder().decode(content);
    try {
      await this.#link.request('define', { xml });
    } catch (error) {
      throw fileError(error, uri);
    }
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #read(uri: vscode.Uri): Promise<string> {
    if (!uri.path.endsWith(SUFFIX)) throw vscode.FileSystemError.FileNotFound(uri);
    const name = uri.path.slice(1, -SUFFIX.length);
    try {
      return (await this.#link.request('dumpxml', { name, inactive: true })).xml;
    } catch (error) {
      throw fileError(error, uri);
    }
  }
}

function fileError(error: unknown, uri: vscode.Uri): unknown {
  if (!(error instanceof VirtcellError)) return error;
  return error.code === 'domain-not-found'
    ? vscode.FileSystemError.FileNotFound(uri)
    : vscode.FileSystemError.Unavailable(error.message);
}
