import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import { fromScreenPage, type ScreenSubject, screenSubject } from '../../protocol/screenPage.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import { page } from '../privateDev/page.ts';
import type { WebviewOwner } from '../restoreWebviews.ts';
import { type ScreenDeps, ScreenSession } from './screenSession.ts';

const VIEW_TYPE = 'virtcell.screen';
const GRAPHICS = "<graphics type='vnc'><listen type='none'/></graphics>";

export interface ScreenPanelsDeps {
  readonly extensionUri: vscode.Uri;
  readonly machines: MachineList;
  readonly openSocket: ScreenDeps['openSocket'];
  readonly log: vscode.LogOutputChannel;
}

/** The open screens of machines, one tab for each. */
export class ScreenPanels implements WebviewOwner, vscode.Disposable {
  readonly #deps: ScreenPanelsDeps;
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(deps: ScreenPanelsDeps) {
    this.#deps = deps;
  }

  /** @throws VirtcellError `graphics-unavailable` of a machine that has none; its tab could only say so, too */
  open({ name, owner, waysIn }: DomainEntry): void {
    if (!waysIn.screen) {
      const message = vscode.l10n.t('{0} has no screen.', name);
      const hint = vscode.l10n.t('It gets one at its next start, by {0} and {1} in its XML.', GRAPHICS, '<video>');
      throw new VirtcellError({ code: 'graphics-unavailable', message, hint });
    }
    const subject = { name, owner };
    const present = this.#panels.get(keyOf(subject));
    if (present) present.reveal();
    else {
      const title = vscode.l10n.t('Screen of {0}', name);
      this.#take(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Beside), subject);
    }
  }

  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const subject = z.safeParse(screenSubject, state);
    if (subject.success && !this.#panels.has(keyOf(subject.data))) this.#take(panel, subject.data);
    else panel.dispose();
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #take(panel: vscode.WebviewPanel, subject: ScreenSubject): void {
    const { machines, openSocket, log } = this.#deps;
    const { webview } = panel;
    const session = new ScreenSession(subject, {
      openSocket,
      l10n: vscode.l10n,
      // Not waited for: a page that goes away meanwhile asks again when it is back.
      post: (message) => void webview.postMessage(message),
    });
    let listens = false;
    const connect = (): void => void session.connect();
    const isUp = (): boolean =>
      machines.domains.some((each) => each.name === subject.name && each.owner === subject.owner && isRunning(each));
    const subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => {
        const said = z.safeParse(fromScreenPage, message);
        if (!said.success) log.warn('a screen’s page said something unknown');
        else if (said.data.kind === 'input') session.input(said.data.bytes);
        else if (said.data.kind === 'failed') session.fail();
        else {
          listens = true;
          connect();
        }
      }),
      // Hidden, its page is gone, and made anew when it is shown.
      panel.onDidChangeViewState(() => {
        if (panel.visible) return;
        listens = false;
        session.disconnect();
      }),
      // It runs again, or the agent is back.
      machines.onChange(() => listens && !session.isConnected && isUp() && connect()),
    ];
    panel.onDidDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
      session.disconnect();
      this.#panels.delete(keyOf(subject));
    });
    this.#panels.set(keyOf(subject), panel);
    webview.options = { enableScripts: true, localResourceRoots: [this.#folder()] };
    webview.html = this.#page(webview);
  }

  #folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#deps.extensionUri, 'dist', 'webview');
  }

  #page(webview: vscode.Webview): string {
    const part = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#folder(), name)).toString();
    return page({
      script: part('screen.js'),
      style: part('screen.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      images: true,
    });
  }
}

const keyOf = (subject: ScreenSubject): string => JSON.stringify([subject.owner, subject.name]);
