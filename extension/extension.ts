import 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { type ConsoleTerminals, registerConsoles } from './consoles/consoleTerminals.ts';
import { showDiagnostics } from './language/diagnostics.ts';
import { DomainDocuments } from './language/domainDocuments.ts';
import { AgentLink } from './link/agentLink.ts';
import { connectAgent, openAgentSocket } from './link/dialAgent.ts';
import { showLinkStatus, tellNextStep } from './link/linkStatus.ts';
import { agentSocketPath } from './link/socketPath.ts';
import { watchSocket } from './link/watchSocket.ts';
import { registerCommands } from './machines/commands.ts';
import { serveDefinitions } from './machines/definitionFiles.ts';
import { followActiveEditor } from './machines/editorContext.ts';
import { showLenses } from './machines/lenses.ts';
import { MachineList } from './machines/machineList.ts';
import { MachinesTree } from './machines/machinesTree.ts';
import { type StartDeps, startByName, startFile } from './machines/start.ts';
import { StartFailures } from './machines/startFailures.ts';
import { registerPrivateDevPanels } from './privateDev/panels.ts';
import { syncDev } from './privateDev/syncDev.ts';

const isEditable = (scheme: string): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;

/** A table of contents: each line is a room. Nothing here waits; the agent is asked once all is in place. */
export function activate(context: vscode.ExtensionContext): void {
  const begun = performance.now();
  const keep = <T extends vscode.Disposable>(one: T): T => {
    context.subscriptions.push(one);
    return one;
  };
  const log = keep(vscode.window.createOutputChannel('Virtcell', { log: true }));

  const socket = agentSocketPath(vscode.workspace.getConfiguration('virtcell').get('agent.socket', ''), process.env);
  const link = keep(
    new AgentLink({
      connect: () => connectAgent(socket),
      watchSocket: (changed) => watchSocket(socket, changed),
    }),
  );
  keep(showLinkStatus(link, socket, log));

  const documents = new DomainDocuments(isEditable);
  keep(showDiagnostics(documents));

  const machines = keep(new MachineList(link));
  const failures = new StartFailures();
  const problems = keep(vscode.languages.createDiagnosticCollection('virtcell start'));
  // Their places are in the text that was started.
  keep(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) problems.delete(document.uri);
    }),
  );
  keep(vscode.window.registerTreeDataProvider('virtcell.machines', keep(new MachinesTree(link, machines, failures))));
  keep(followActiveEditor(documents, machines));
  keep(serveDefinitions(link, machines));

  const consoles: ConsoleTerminals = keep(
    registerConsoles({
      link,
      machines,
      openSocket: (route, prepare) => openAgentSocket(socket, route, prepare),
      start: (domain) => startByName(start, domain),
      log,
    }),
  );
  keep(showLenses(documents, machines, consoles));
  const start: StartDeps = {
    link,
    machines,
    documents,
    failures,
    consoles,
    log,
    problems,
    tellNextStep: () => tellNextStep(link, socket),
  };
  const panels = keep(
    registerPrivateDevPanels({
      extensionUri: context.extensionUri,
      link,
      machines,
      documents,
      actions: {
        start: (file) => startFile(start, file),
        tellNextStep: start.tellNextStep,
        syncDev: (domain) => syncDev(link, log, domain),
        openConsole: ({ name, owner, alias }) => consoles.open({ name, owner }, alias),
      },
      log,
    }),
  );
  keep(registerCommands({ ...start, panels }));

  log.debug(`activated in ${(performance.now() - begun).toFixed(1)} ms`);
  void link.connect();
}
