import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ErrorCode, VirtcellError } from '../../protocol/errors.ts';
import type { TimelineStep } from '../../protocol/methods.ts';
import type { LaunchFailure, LaunchReport, LaunchSpec } from '../namespace/launchSpec.ts';
import { complaint } from './complaint.ts';
import type { LauncherProcess, ProcessEnd } from './launcherProcess.ts';
import { Monitor, QEMU_PATIENCE_MS } from './monitor.ts';

export interface StartedQemu {
  readonly process: LauncherProcess;
  readonly monitor: Monitor;
  readonly timeline: readonly TimelineStep[];
  /** Nodes that were bound, since mknod was refused. */
  readonly bound: readonly string[];
}

/** The step after which the monitor's socket listens: connecting then saves waiting for exec. */
const MONITOR_LISTENS = 'limits';
const MAX_STDERR = 16 << 10;

/**
 * Turns a warm launcher into a QEMU that answers on its monitor, its guest not started yet.
 *
 * The end of the report alone proves nothing, an abort closes it too: success is `exec` as the last step begun, then
 * the end of the report, then the monitor's greeting from a process that lives.
 *
 * @throws VirtcellError `launch-step`, `missing-file`, `file-denied`, `qemu-died`, `monitor`; the process has ended then
 */
export async function startQemu(launcher: LauncherProcess, spec: LaunchSpec): Promise<StartedQemu> {
  await launcher.warm;
  const record = new LaunchRecord();
  const listening = new Promise<void>((resolve) => {
    launcher.start(spec, (report) => {
      record.take(report);
      if ('begin' in report && report.begin === MONITOR_LISTENS) resolve();
    });
  });
  const died = endedAndSaid(launcher).then((end) => {
    throw record.explain(end, spec.output);
  });
  const ready = (async () => {
    await listening;
    const monitor = await Monitor.connect(spec.monitor.path, QEMU_PATIENCE_MS);
    await launcher.reported;
    return monitor;
  })();
  // Whichever loses the race is answered by the winner.
  ready.catch(() => undefined);
  died.catch(() => undefined);
  try {
    const monitor = await Promise.race([ready, died]);
    launcher.letLive();
    return { process: launcher, monitor, timeline: record.timeline(), bound: record.bound };
  } catch (error) {
    launcher.signal('SIGKILL');
    // A monitor that broke is most often a QEMU that died: its own words say more.
    throw record.explain(await endedAndSaid(launcher), spec.output, error);
  }
}

/** A process's end is often known before its last words were read, which say why. */
async function endedAndSaid(launcher: LauncherProcess): Promise<ProcessEnd> {
  const [end] = await Promise.all([launcher.ended, launcher.reported]);
  return end;
}

/** What the launcher reported of one launch. */
class LaunchRecord {
  readonly #begun: { step: string; at: number }[] = [];
  readonly bound: string[] = [];
  #failed: LaunchFailure | undefined;

  take(report: LaunchReport): void {
    if ('begin' in report) this.#begun.push({ step: report.begin, at: report.at });
    else if ('bound' in report) this.bound.push(report.bound);
    else this.#failed = report.failed;
  }

  /** Each step's time; the last one, `exec`, lasts until the monitor greeted. */
  timeline(): TimelineStep[] {
    const now = Number(process.hrtime.bigint());
    return this.#begun.map(({ step, at }, index) => ({ step, ns: (this.#begun[index + 1]?.at ?? now) - at }));
  }

  /** Why the process is not a running QEMU. */
  explain(end: ProcessEnd, outputPath: string, error?: unknown): VirtcellError {
    if (this.#failed) return launchError(this.#failed);
    const step = this.#begun.at(-1)?.step ?? 'spec';
    const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
    if (step !== 'exec') {
      return new VirtcellError({ code: 'launch-step', step, message: `the launcher ${how} in step ${step}` });
    }
    if (end.signal === 'SIGKILL' && error instanceof VirtcellError) return error;
    const words = complaint(lastWords(outputPath));
    const message = words === '' ? `QEMU ${how}` : `QEMU ${how}: ${words}`;
    return new VirtcellError({ code: 'qemu-died', step, message });
  }
}

function launchError(failure: LaunchFailure): VirtcellError {
  const code = failure.element === undefined ? 'launch-step' : codeOfFile(failure.errno);
  const denied = failure.errno === 'EACCES' || failure.errno === 'EPERM';
  const hint = 'QEMU runs as the owner of the domain, who may not open this.';
  return new VirtcellError({ code, ...failure, ...(code === 'file-denied' && denied && { hint }) });
}

const codeOfFile = (errno: string | undefined): ErrorCode =>
  errno === 'ENOENT' || errno === 'ENOTDIR' ? 'missing-file' : 'file-denied';

/**
 * The end of what QEMU wrote on its standard error: no more than is shown, since the guest may have made it write much,
 * and nothing that a terminal would obey.
 */
function lastWords(path: string): string {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_STDERR);
    const length = readSync(fd, bytes, 0, MAX_STDERR, Math.max(0, fstatSync(fd).size - MAX_STDERR));
    return bytes.toString('utf8', 0, length).replace(NOT_TEXT, '').trim();
  } finally {
    closeSync(fd);
  }
}

/** Control characters other than tab and line end. */
const NOT_TEXT = /[^\P{Cc}\t\n]/gu;
