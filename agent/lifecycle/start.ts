import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';
import type { LaunchSpec } from '../namespace/launchSpec.ts';
import type { LauncherProcess } from '../qemu/launcherProcess.ts';
import { startQemu } from '../qemu/startQemu.ts';
import type { AgentContext } from './agentContext.ts';
import { domainRunDir, startRecordPath } from './agentPaths.ts';
import { makeFolders } from './domainFolders.ts';
import { endLive, watchLive } from './end.ts';
import type { LiveDomain } from './liveDomain.ts';
import { openConsoles } from './openConsoles.ts';
import { prepareLaunch, type ReadyDomain } from './prepare.ts';
import type { DomainRecord } from './registry.ts';
import { writeStartRecord } from './startRecord.ts';
import { writeStatus } from './statusFile.ts';
import { Timeline } from './timeline.ts';
import type { Launch } from './writeSpec.ts';

export interface StartRequest {
  readonly ready: ReadyDomain;
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
  requireNotRunning(record);
  const timeline = new Timeline();
  timeline.begin('plan');
  const launch = await prepareLaunch(request.ready, request.caller, agent);
  // Asked again: another start may have come first while this one looked at the host. From here to `live` nothing waits.
  requireNotRunning(record);
  const launcher = agent.launchers.take();
  const live = newLive(agent, request.ready, launch, launcher);
  record.live = live;
  try {
    await bringUp(agent, record, live, launch.spec, launcher, timeline);
    await letGo(agent, record, live, request.paused, timeline);
  } catch (error) {
    launcher.signal('SIGKILL');
    await launcher.ended;
    await endLive(agent, record, live, 'failed');
    throw error;
  } finally {
    agent.launchers.refill();
  }
  watchLive(agent, record, live);
  agent.announce(record, request.paused ? 'created paused' : 'created');
  return live;
}

function requireNotRunning({ name, live }: DomainRecord): void {
  if (live) throw new VirtcellError({ code: 'domain-running', message: `the domain ${name} is ${live.state}` });
}

function newLive(
  agent: AgentContext,
  ready: ReadyDomain,
  { plan, identity }: Launch,
  process: LauncherProcess,
): LiveDomain {
  return {
    id: agent.nextId(),
    ready,
    plan,
    process,
    qemuUid: identity.uid,
    state: 'starting',
    monitor: undefined,
    consoles: [],
    timeline: [],
    ending: undefined,
    cleared: Promise.resolve(),
  };
}

/** From a warm launcher to a QEMU that answers and has told its PTYs. */
async function bringUp(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  spec: LaunchSpec,
  launcher: LauncherProcess,
  timeline: Timeline,
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
  timeline.begin('consoles');
  live.consoles = await openConsoles(agent, record, live, started.monitor);
}

/** Lets the guest run, now that there is a hand on its consoles. */
async function letGo(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  paused: boolean,
  timeline: Timeline,
): Promise<void> {
  timeline.begin('continue');
  if (!paused) await live.monitor?.execute('cont');
  live.state = paused ? 'paused' : 'running';
  timeline.end();
  live.timeline = timeline.steps();
  const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
  writeStartRecord(startRecordPath(runDir), { plan: live.plan, timeline: live.timeline });
  writeStatus(agent, record, live);
}
