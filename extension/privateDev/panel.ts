import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { fromPanel, type PanelAction, type PanelSubject } from '../../protocol/privateDevActions.ts';
import type { PanelView, ToPanel } from '../../protocol/privateDevPanel.ts';
import { page } from './page.ts';
import type { PanelFacts } from './panelFacts.ts';
import { panelView } from './panelView.ts';

/** What is done outside the panel. */
export type OutsideAction = Exclude<PanelAction, { kind: 'refresh' | 'list-hidden' }>;

export interface PanelDeps {
  readonly extensionUri: vscode.Uri;
  /** What is so now. */
  readonly facts: (subject: PanelSubject, listHidden: boolean) => Promise<PanelFacts>;
  /** @param facts those that the page shows */
  readonly act: (action: OutsideAction, subject: PanelSubject, facts: PanelFacts | undefined) => Promise<void>;
  readonly log: vscode.LogOutputChannel;
}

/** How long a text has to be left alone before it is planned. */
const TYPING_PAUSE = 150;

/** One Private /dev panel: its page always shows the last view, however often it was hidden or made anew. */
export class PrivateDevPanel implements vscode.Disposable {
  readonly subject: PanelSubject;
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: PanelDeps;
  readonly #subscriptions: vscode.Disposable[];
  #gathering = false;
  #again = false;
  #disposed = false;
  #listHidden = false;
  #typing: NodeJS.Timeout | undefined;
  #facts: PanelFacts | undefined;
  /** The view that the page has, as text. */
  #posted: string | undefined;
  /** What the page is still to lead the eye to, asked for again until it says that it did. */
  #sought: ((facts: PanelFacts) => readonly string[]) | undefined;

  constructor(panel: vscode.WebviewPanel, subject: PanelSubject, deps: PanelDeps, closed: () => void) {
    this.subject = subject;
    this.#panel = panel;
    this.#deps = deps;
    const folder = vscode.Uri.joinPath(deps.extensionUri, 'dist', 'webview');
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.#subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      // A hidden page does not get messages, and is drawn anew when it is shown.
      panel.onDidChangeViewState(() => panel.visible && this.#fill()),
      panel.onDidDispose(() => {
        this.#disposed = true;
        clearTimeout(this.#typing);
        for (const subscription of this.#subscriptions) subscription.dispose();
        closed();
      }),
    ];
    webview.html = page({
      script: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'privateDev.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'privateDev.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
    });
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Leads the eye to what is sought, as soon as that is known. */
  seek(sought: (facts: PanelFacts) => readonly string[]): void {
    this.#sought = sought;
    this.reveal();
    this.refresh();
  }

  /** Looks again. However often this is called meanwhile, one look is under way and at most one follows. */
  refresh(): void {
    clearTimeout(this.#typing);
    this.#again = true;
    if (this.#gathering || this.#disposed) return;
    this.#gathering = true;
    this.#run(this.#gatherUntilStill());
  }

  /** Looks again once nobody types any more. */
  refreshAfterTyping(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.refresh(), TYPING_PAUSE);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #gatherUntilStill(): Promise<void> {
    try {
      while (this.#again && !this.#disposed) {
        this.#again = false;
        this.#facts = await this.#deps.facts(this.subject, this.#listHidden);
        this.#post(panelView(this.#facts, vscode.l10n));
        if (this.#sought) this.#send({ kind: 'reveal', paths: [...this.#sought(this.#facts)] });
      }
    } finally {
      // In the turn of the last look, so that who asks from now on begins another one.
      this.#gathering = false;
    }
  }

  /** A view that the page has already would only be drawn again. */
  #post(view: PanelView): void {
    const text = JSON.stringify(view);
    if (this.#disposed || text === this.#posted) return;
    this.#posted = text;
    this.#panel.title = vscode.l10n.t('/dev of {0}', view.title);
    this.#send(view);
  }

  /** Not waited for: it is answered when the page is there, and a page that never comes must not stop the looking. */
  #send(message: ToPanel): void {
    if (!this.#disposed) void this.#panel.webview.postMessage(message);
  }

  /** Looks again for a page that has nothing yet, or lost it while it was hidden. */
  #fill(): void {
    this.#posted = undefined;
    this.refresh();
  }

  /** Nobody waits for what a panel does; what goes wrong with it is told in the log. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#deps.log.error(error instanceof Error ? error : String(error)));
  }

  #receive(message: unknown): void {
    const received = z.safeParse(fromPanel, message);
    if (!received.success) {
      this.#deps.log.warn('the panel said something unknown');
      return;
    }
    const said = received.data;
    switch (said.kind) {
      case 'ready':
        this.#listHidden = said.hidden;
        this.#fill();
        return;
      case 'list-hidden':
        this.#listHidden = said.listed;
        this.refresh();
        return;
      case 'refresh':
        this.#fill();
        return;
      case 'revealed':
        this.#sought = undefined;
        return;
      case 'painted':
        this.#deps.log.debug(`${said.rows} rows painted in ${said.milliseconds.toFixed(1)} ms`);
        return;
      default:
        this.#run(this.#deps.act(said, this.subject, this.#facts));
    }
  }
}
