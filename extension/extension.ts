import * as vscode from 'vscode';
import { registerConsoleCommands } from './consoles/consoleCommands.ts';
import { type ConsoleTerminals, registerConsoles } from './consoles/consoleTerminals.ts';
import { registerDoctor } from './doctor/doctorCommands.ts';
import { whenDomainOpens } from './language/firstDomain.ts';
import { documentsLoader } from './language/loadDocuments.ts';
import { AgentLink } from './link/agentLink.ts';
import { dialLater } from './link/dialLater.ts';
import { installCommand, isInstalled } from './link/installation.ts';
import { showLinkStatus, tellNextStep } from './link/linkStatus.ts';
import { agentSocketPath } from './link/socketPath.ts';
import { watchSocket } from './link/watchSocket.ts';
import { registerCommands } from './machines/commands.ts';
import { serveDefinitions } from './machines/definitionFiles.ts';
import { MachineFilter } from './machines/machineFilter.ts';
import { MachineList } from './machines/machineList.ts';
import { MachinesTree } from './machines/machinesTree.ts';
import { type StartDeps, startByName, startFile } from './machines/start.ts';
import { StartFailures } from './machines/startFailures.ts';
import { registerNewVm } from './newVm/commands.ts';
import { serveShownTexts } from './nextStart/shownDocuments.ts';
import { once } from './once.ts';
import type { PanelsDeps } from './privateDev/panels.ts';
import { restoreWebviews } from './restoreWebviews.ts';
import { registerTasks } from './tasks/registerTasks.ts';

/** A table of contents: each line is a room. Nothing here waits; the agent is asked once all is in place. */
export function activate(context: vscode.ExtensionContext): void {
  const begun = performance.now();
  const keep = <T extends vscode.Disposable>(one: T): T => {
    context.subscriptions.push(one);
    return one;
  };
  const log = keep(vscode.window.createOutputChannel('Virtcell', { log: true }));

  const socket = agentSocketPath(vscode.workspace.getConfiguration('virtcell').get('agent.socket', ''), process.env);
  const { connect, openSocket } = dialLater(socket);
  const link = keep(
    new AgentLink({
      connect,
      isInstalled: () => isInstalled(socket),
      watchSocket: (changed) => watchSocket(socket, changed),
    }),
  );
  const place = { socket, install: installCommand(context.extensionPath) };
  const guide = vscode.Uri.joinPath(context.extensionUri, 'docs/install.md');
  keep(showLinkStatus(link, place, log));

  const documents = documentsLoader();
  const machines = keep(new MachineList(link));
  const failures = new StartFailures();
  const problems = keep(vscode.languages.createDiagnosticCollection('virtcell start'));
  // Their places are in the text that was started.
  keep(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) problems.delete(document.uri);
    }),
  );
  const filter = new MachineFilter(context.globalState);
  const treeDataProvider = keep(new MachinesTree({ link, machines, failures, filter }));
  const view = keep(vscode.window.createTreeView('virtcell.machines', { treeDataProvider }));
  keep(filter.sayHidden(view, machines));
  keep(serveDefinitions(link, machines));
  keep(serveShownTexts({ link, machines }));

  const consoles: ConsoleTerminals = keep(
    registerConsoles({
      link,
      machines,
      openSocket,
      start: (domain) => startByName(start, domain),
      addConsole: async (domain) => {
        const { addConsoleByName } = await import('./consoles/addConsole.ts');
        await addConsoleByName({ machines, documents, openConsole: (one) => consoles.open(one), log }, domain);
      },
      memory: context.globalState,
      log,
    }),
  );
  keep(registerConsoleCommands({ link, machines, documents, consoles, openSocket, log }));
  const followAll = async (): Promise<void> => {
    const { followDomains } = await import('./openDomains.ts');
    const leavesText: vscode.Event<unknown>[] = [
      view.onDidChangeVisibility,
      (told) => consoles.onShown(() => told(undefined)),
    ];
    keep(followDomains({ documents: await documents(), link, machines, leavesText, log }));
  };
  keep(whenDomainOpens(() => followAll().catch((error: Error) => log.error(error))));
  const start: StartDeps = {
    link,
    machines,
    documents,
    failures,
    consoles,
    log,
    problems,
    tellNextStep: () => tellNextStep(link, place, guide),
  };
  const { extensionUri } = context;
  const screens = once(async () => {
    const { ScreenPanels } = await import('./screen/screenPanels.ts');
    return keep(new ScreenPanels({ extensionUri, machines, openSocket, log }));
  });
  keep(restoreWebviews('virtcell.screen', screens));
  const panels = once(async () => {
    const { PrivateDevPanels } = await import('./privateDev/panels.ts');
    const actions: PanelsDeps['actions'] = {
      start: (file) => startFile(start, file),
      tellNextStep: start.tellNextStep,
      openConsole: ({ name, owner, alias }) => consoles.open({ name, owner }, alias),
    };
    return keep(new PrivateDevPanels({ extensionUri, link, machines, documents: await documents(), actions, log }));
  });
  keep(restoreWebviews('virtcell.privateDev', panels));
  keep(registerCommands({ ...start, panels, screens, filter }));
  keep(registerTasks(start));
  keep(registerNewVm({ extensionUri, link, documents, log }));
  keep(registerDoctor({ version: context.extension.packageJSON.version, link, place, log }));

  log.debug(`activated in ${(performance.now() - begun).toFixed(1)} ms`);
  void link.connect();
}
