import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { ShellControl, ShellQuery } from '../../../protocol/shell.ts';
import type { Caller } from '../../access/caller.ts';
import { readShellUser } from '../../access/shellUser.ts';
import { Shell } from '../../consoles/shell.ts';
import { shellCommand } from '../../consoles/shellCommand.ts';
import { loadNodePty, ShellPty, type SpawnPty } from '../../consoles/shellPty.ts';
import type { Viewer } from '../../consoles/viewer.ts';
import type { Identity } from '../../host/asCaller.ts';
import { credentialsOf } from '../../host/credentials.ts';
import { isRunning } from '../../host/processIdentity.ts';
import { timerDeadline } from '../../server/deadline.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { requireLive } from '../running/stop.ts';

/** What terminals are where nobody says. */
const TERM = 'xterm-256color';

const PATIENCE_MS = 2000;

/**
 * Starts a shell in a running domain's mount namespace, as the user that its QEMU runs as. It ends with the domain.
 *
 * @throws VirtcellError `domain-not-found`, `domain-not-running`, `shell-unavailable`, `limit-reached`
 */
export async function openShell(
  agent: AgentContext,
  caller: Caller,
  query: ShellQuery,
  client: Viewer<ShellControl>,
): Promise<Shell> {
  const live = findShellable(agent, caller, query);
  const spawn = await loadNodePty();
  requireFewer(agent, caller);
  const shell = startShell(agent, live, query, client, spawn);
  const open = { uid: caller.uid, shell };
  agent.shells.add(open);
  void shell.ended.then(() => agent.shells.delete(open));
  void live.process.ended.then(() => shell.end(`the domain ${live.ready.domain.name} ended`));
  return shell;
}

/** Ends all shells. One that does not end, held by a debugger outside, is not waited for without end. */
export async function endShells({ shells }: AgentContext, reason: string): Promise<void> {
  for (const { shell } of shells) shell.end(reason);
  const ended = Promise.all([...shells].map(({ shell }) => shell.ended));
  await Promise.race([ended, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
}

function findShellable(agent: AgentContext, caller: Caller, query: ShellQuery): LiveDomain {
  const record = agent.registry.find(caller, query);
  const live = requireLive(record);
  if (live.state === 'starting') {
    throw new VirtcellError({ code: 'domain-not-running', message: `the domain ${record.name} is only starting` });
  }
  if (live.mountNamespace === undefined) {
    const message = `${record.name} has no mount namespace of its own: a shell in it would be one of the host's`;
    throw new VirtcellError({ code: 'shell-unavailable', message, hint: 'The configuration’s "namespaces" is empty.' });
  }
  return live;
}

function requireFewer({ shells, config }: AgentContext, { uid }: Caller): void {
  const { shellsPerUser } = config.limits;
  if ([...shells].filter((shell) => shell.uid === uid).length < shellsPerUser) return;
  const message = `user ${uid} has ${shellsPerUser} shells already`;
  throw new VirtcellError({ code: 'limit-reached', message, hint: 'Leave one, or raise "limits.shellsPerUser".' });
}

function startShell(
  agent: AgentContext,
  live: LiveDomain,
  { columns, rows, term }: ShellQuery,
  client: Viewer<ShellControl>,
  spawn: SpawnPty,
): Shell {
  const { identity, namespace } = holdNamespace(live);
  const release = (): void => closeSync(namespace);
  try {
    const size = columns === undefined || rows === undefined ? undefined : { columns, rows };
    const command = shellCommand({
      ...{ name: live.ready.domain.name, identity, namespace, agentPid: process.pid },
      user: readShellUser(identity.uid),
      term: size && (term ?? TERM),
    });
    const shell = new Shell(
      client,
      timerDeadline,
      (events) => new ShellPty(spawn, command, size, agent.drainThreads, events),
    );
    // Until the end: when nsenter(1) has opened it cannot be told from here.
    void shell.ended.then(release);
    return shell;
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * A descriptor of the namespace that the domain's very process is in, and whom that runs as. Asked whether it is the
 * process after both were taken: by number they could be another's.
 */
function holdNamespace(live: LiveDomain): { readonly namespace: number; readonly identity: Identity } {
  const { pid } = live.process;
  const ended = (cause?: unknown): VirtcellError => {
    const message = `the domain ${live.ready.domain.name} has just ended`;
    return new VirtcellError({ code: 'domain-not-running', message }, { cause });
  };
  let namespace: number | undefined;
  try {
    namespace = openSync(`/proc/${pid}/ns/mnt`, constants.O_RDONLY);
    const identity = credentialsOf(pid);
    const itsOwn = fstatSync(namespace).ino === live.mountNamespace && identity.uid === live.qemuUid;
    if (itsOwn && isRunning(live.identity)) return { namespace, identity };
  } catch (error) {
    if (namespace !== undefined) closeSync(namespace);
    throw ended(error);
  }
  closeSync(namespace);
  throw ended();
}
