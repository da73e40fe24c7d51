import { lstatSync } from 'node:fs';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Caller } from '../../access/caller.ts';
import { mountNamespace, processIdentity } from '../../host/processIdentity.ts';
import type { LaunchSpec } from '../../namespace/launchSpec.ts';
import type { LauncherProcess } from '../../qemu/launcherProcess.ts';
import { startQemu } from '../../qemu/startQemu.ts';
import { keepRecord, writeStatus } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir } from '../agentPaths.ts';
import { openConsoles } from '../consoles/openConsoles.ts';
import { type DomainSource, startedFrom } from '../definitions/domainSource.ts';
import { enterState, type LiveDomain, NO_CHANGES } from '../liveDomain.ts';
import type { ReadyDomain } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { endLive } from '../running/end.ts';
import { watchLive } from '../running/watch.ts';
import { makeFolders } from './domainFolders.ts';
import { withBlamed, withPlace } from './failurePlace.ts';
import { prepareLaunch } from './prepare.ts';
import { Timeline } from './timeline.ts';
import type { Launch } from './writeSpec.ts';

export interface StartRequest {
  readonly ready: ReadyDomain;
  readonly source: DomainSource;
  /** Whom the domain runs for: its owner. */
  readonly caller: Caller;
  /** Stop before the guest's first instruction. */
  readonly paused: boolean;
}

/**
 * Starts a domain that does not run.
 *
 * @throws VirtcellError of the step that failed, with nothing left behind
 */
export async function startDomain(
  agent: AgentContext,
  record: DomainRecord,
  request: StartRequest,
): Promise<LiveDomain> {
  requireNotRunning(agent, record);
  const timeline = new Timeline();
  timeline.begin('plan');
  const launch = await prepareLaunch(request.ready, request.caller, agent);
  // Asked again: another start may have come first while this one looked at the host. From here to `live` nothing waits.
  requireNotRunning(agent, record);
  const launcher = agent.launchers.take();
  const live = newLive(agent, request, launch, launcher);
  record.live = live;
  const up = comeUp(agent, record, live, { spec: launch.spec, launcher, timeline, paused: request.paused });
  // Who destroys the domain while it starts waits for this as well.
  live.cleared = up.catch(() => clearFailed(agent, record, live));
  agent.announce(record, 'starting up');
  try {
    await up;
  } catch (error) {
    await live.cleared;
    if (live.ending === 'destroyed') throw destroyedMeanwhile(record);
    const { domain, document } = request.ready;
    throw withPlace(withBlamed(error, launch.command.argv, domain), live.plan, document);
  } finally {
    // After the answer: starting a process takes milliseconds that nobody has to wait for.
    setImmediate(() => agent.launchers.refill());
  }
  record.problem = undefined;
  watchLive(agent, record, live);
  agent.announce(record, request.paused ? 'created paused' : 'created');
  return live;
}

function requireNotRunning(agent: AgentContext, record: DomainRecord): void {
  const { name, live } = record;
  if (live) throw new VirtcellError({ code: 'domain-running', message: `the domain ${name} is ${live.state}` });
  if (!agent.registry.has(record)) {
    throw new VirtcellError({ code: 'domain-not-found', message: `the domain ${name} was undefined meanwhile` });
  }
  // Whoever clears a run away removes its folder: what has one still is a run that this agent could not take over.
  const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
  if (!lstatSync(runDir, { throwIfNoEntry: false })) return;
  throw new VirtcellError({
    code: 'domain-running',
    message: `an earlier run of ${name} may go on, which this agent could not take over`,
    path: runDir,
    hint: 'The agent’s log says why. End its QEMU if there is one, remove the folder, and start the domain again.',
  });
}

function newLive(
  agent: AgentContext,
  { ready, source }: StartRequest,
  { plan, identity, command }: Launch,
  process: LauncherProcess,
): LiveDomain {
  const now = new Date().toISOString();
  return {
    id: agent.nextId(),
    ready,
    source: startedFrom(source),
    startedAt: now,
    layout: command.layout,
    changes: NO_CHANGES,
    plan,
    lastChange: Promise.resolve(),
    process,
    identity: processIdentity(process.pid),
    mountNamespace: undefined,
    qemuUid: identity.uid,
    state: 'starting',
    reason: 'starting up',
    since: now,
    rebooting: false,
    monitor: undefined,
    taints: [],
    consoles: [],
    timeline: [],
    ending: undefined,
    cleared: Promise.resolve(),
  };
}

async function clearFailed(agent: AgentContext, record: DomainRecord, live: LiveDomain): Promise<void> {
  live.process.signal('SIGKILL');
  await live.process.ended;
  endLive(agent, record, live, live.ending ?? 'failed');
}

const destroyedMeanwhile = ({ name }: DomainRecord): VirtcellError =>
  new VirtcellError({ code: 'domain-not-running', message: `the domain ${name} was destroyed while it started` });

interface Rise {
  readonly spec: LaunchSpec;
  readonly launcher: LauncherProcess;
  readonly timeline: Timeline;
  readonly paused: boolean;
}

async function comeUp(agent: AgentContext, record: DomainRecord, live: LiveDomain, rise: Rise): Promise<void> {
  await bringUp(agent, record, live, rise);
  await letGo(agent, record, live, rise);
}

/** From a warm launcher to a QEMU that answers and has told its PTYs. */
async function bringUp(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  { spec, launcher, timeline }: Rise,
): Promise<void> {
  timeline.begin('launcher');
  await launcher.warm;
  timeline.begin('spec');
  makeFolders(
    agent.paths,
    record.owner,
    record.uuid,
    spec.logs.map((log) => log.path),
  );
  // Written before the spec is sent: should this agent die, the next one finds it and ends what had only begun to start.
  writeStatus(agent, record, live);
  timeline.end();
  const started = await startQemu(launcher, spec);
  timeline.add(started.timeline);
  live.monitor = started.monitor;
  if (spec.dev) live.mountNamespace = mountNamespace(launcher.pid);
  timeline.begin('consoles');
  await openConsoles(agent, record, live, started.monitor);
}

/** `<currentMemory>` below `<memory>` is no argument of QEMU's: the balloon takes the difference. */
async function shrinkBalloon({ monitor, ready }: LiveDomain): Promise<void> {
  const { memory, currentMemory, memballoon } = ready.domain;
  if (currentMemory < memory && memballoon.model !== 'none')
    await monitor?.execute('balloon', { value: currentMemory });
}

/** Lets the guest run, now that there is a hand on its consoles. */
async function letGo(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  { timeline, paused }: Rise,
): Promise<void> {
  timeline.begin('continue');
  await shrinkBalloon(live);
  if (!paused) await live.monitor?.execute('cont');
  enterState(live, paused ? { state: 'paused', reason: 'user' } : { state: 'running', reason: 'booted' });
  timeline.end();
  live.timeline = timeline.steps();
  keepRecord(agent, record, live);
}
