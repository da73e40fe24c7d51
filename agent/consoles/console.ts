import type { ConsoleControl, ConsoleMode } from '../../protocol/console.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { ConsoleLog } from './consoleLog.ts';
import { ConsolePty, unavailable } from './consolePty.ts';
import type { DrainThread } from './drainThread.ts';
import { LOG_LIMITS, type LogLimits } from './logLimits.ts';
import { LogWatch } from './logWatch.ts';
import type { NamedPty } from './ttyIndex.ts';
import type { Attachment, Viewer } from './viewer.ts';
import { ViewerFeed } from './viewerFeed.ts';

export type { Attachment, Viewer } from './viewer.ts';

export interface ConsoleSource extends NamedPty {
  readonly alias: string;
  readonly type: 'pty';
  /** QEMU's log of it; absent for virtio-serial channels, for which QEMU would log whole buffers twice. */
  readonly logPath: string | undefined;
}

export interface ConsoleDeps {
  readonly drainThread: DrainThread;
  /** For what nobody who asked is there to hear of. */
  log(message: string, error: unknown): void;
  readonly limits?: LogLimits;
}

/** Marks closer together than this say the same. */
const REPEAT_DISTANCE = 16 << 10;
const MAX_REPEATS = 256;

/**
 * One console of a running domain: one writer at most and any number of readers. Output is QEMU's log, and an offset in
 * it is a place in the console's output for ever; the PTY is opened only while somebody may type.
 */
export class DomainConsole {
  readonly #source: ConsoleSource;
  readonly #deps: ConsoleDeps;
  readonly #log: ConsoleLog | VirtcellError;
  readonly #watch: LogWatch | undefined;
  readonly #feeds = new Map<ViewerFeed, Promise<void>>();
  #writer: ViewerFeed | undefined;
  #pty: ConsolePty | undefined;
  #leaving: NodeJS.Timeout | undefined;
  #repeats: number[] = [];
  #mayTrim = true;
  #ending: string | undefined;

  /** QEMU has its log by now. One that cannot be opened is the answer to every attach; the domain runs nevertheless. */
  constructor(source: ConsoleSource, deps: ConsoleDeps) {
    this.#source = source;
    this.#deps = deps;
    this.#log = openLog(source, deps.limits ?? LOG_LIMITS);
    if (this.#log instanceof ConsoleLog) {
      this.#watch = new LogWatch(
        this.#log,
        () => this.#grown(),
        (error) => this.#unwatched(error),
      );
    } else if (source.logPath !== undefined) deps.log(this.#log.message, this.#log);
  }

  /**
   * A new viewer, whose first word is `attached`. Without `from` it gets all the output that is kept; it follows in
   * later turns of the event loop.
   *
   * @throws VirtcellError `console-busy`, `console-unavailable`
   */
  attach(viewer: Viewer, mode: ConsoleMode, from = 0): Attachment {
    const log = this.#requireLog();
    if (mode === 'write' && this.#writer) throw busy();
    this.#prepare(mode);
    const { first, end } = log.kept();
    const offset = Math.min(Math.max(from, first), end);
    const feed = new ViewerFeed(viewer, log, offset, this.#repeats);
    if (mode !== 'read') {
      this.#demote('another viewer took the writing over');
      this.#writer = feed;
    }
    const { alias, ptyPath } = this.#source;
    viewer.control({ kind: 'attached', alias, path: ptyPath, offset, writer: mode !== 'read' });
    if (offset !== from) viewer.control({ kind: 'gap', from, to: offset });
    const outsider = this.#pty?.outsider;
    if (outsider) viewer.control({ kind: 'outside', ...outsider });
    this.#feeds.set(feed, this.#run(feed));
    return { write: (bytes) => this.#write(feed, bytes), detach: () => this.#detach(feed) };
  }

  /**
   * The domain's process has ended. Every viewer gets the rest of the output, then `ended`, then it is closed; resolves
   * after the slowest. The log's file need not stay until then.
   */
  async end(reason: string): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#ending = reason;
    this.#closePty();
    this.#watch?.close();
    if (!(this.#log instanceof ConsoleLog)) return;
    const { end } = this.#log.kept();
    for (const feed of this.#feeds.keys()) feed.finish(end);
    await Promise.all(this.#feeds.values());
    this.#log.close();
  }

  #requireLog(): ConsoleLog {
    if (this.#ending !== undefined) {
      throw new VirtcellError({ code: 'console-unavailable', message: 'the domain has ended' });
    }
    if (this.#log instanceof ConsoleLog) return this.#log;
    throw this.#log;
  }

  /** Everything about an attach that can fail. */
  #prepare(mode: ConsoleMode): void {
    try {
      this.#watch?.attentive(true);
      if (mode !== 'read') this.#openPty();
    } catch (error) {
      this.#settle();
      throw error instanceof VirtcellError
        ? error
        : unavailable('the console cannot be watched', this.#source.ptyPath, error);
    }
  }

  async #run(feed: ViewerFeed): Promise<void> {
    const { viewer } = feed;
    try {
      await feed.run();
      if (this.#ending === undefined || !this.#feeds.has(feed)) return;
      viewer.control({ kind: 'ended', reason: this.#ending });
      viewer.close();
    } catch (error) {
      this.#deps.log(`the log of console ${this.#source.alias} cannot be read`, error);
      viewer.control({ kind: 'ended', reason: 'the console’s log cannot be read' });
      viewer.close();
    }
    this.#detach(feed);
  }

  #detach(feed: ViewerFeed): void {
    if (!this.#feeds.delete(feed)) return;
    feed.stop();
    if (this.#writer === feed) this.#writer = undefined;
    this.#settle();
  }

  /** The PTY is open while there is a writer, the log watched closely while there is a viewer. */
  #settle(): void {
    if (!this.#writer) this.#leavePty();
    if (this.#ending === undefined) this.#watch?.attentive(this.#feeds.size > 0);
  }

  async #write(feed: ViewerFeed, bytes: Uint8Array): Promise<void> {
    // One who was just demoted may have typed before he heard of it.
    if (this.#writer !== feed) return;
    try {
      await this.#openPty().write(bytes);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      this.#demote(error.message);
      // At once: a guest that takes nothing has nothing more to hear.
      this.#closePty();
      this.#settle();
    }
  }

  #openPty(): ConsolePty {
    this.#pty ??= new ConsolePty(this.#source, this.#deps.drainThread, {
      outside: (who) => this.#tell({ kind: 'outside', ...who }),
      overfull: () => this.#mark(),
      closed: (reason) => {
        this.#pty = undefined;
        if (reason !== undefined) this.#demote(reason);
      },
      log: this.#deps.log,
    });
    return this.#pty;
  }

  /** Nobody types any more: the PTY is closed as soon as QEMU has had the time to read what was. */
  #leavePty(): void {
    const unheard = this.#pty?.unheardFor() ?? 0;
    if (unheard === 0) this.#closePty();
    else this.#leaving ??= setTimeout(() => this.#left(), unheard).unref();
  }

  #left(): void {
    this.#leaving = undefined;
    if (!this.#writer) this.#closePty();
  }

  #closePty(): void {
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
    this.#pty?.close();
    this.#pty = undefined;
  }

  /** The writer goes on as a reader; what it typed and the guest has not taken is forgotten. */
  #demote(reason: string): void {
    const former = this.#writer;
    this.#writer = undefined;
    this.#pty?.dropPending();
    former?.viewer.control({ kind: 'read-only', reason });
  }

  #tell(message: ConsoleControl): void {
    for (const { viewer } of this.#feeds.keys()) viewer.control(message);
  }

  /** QEMU writes to the PTY first and to the log second: where the log ends now is about where it may have stumbled. */
  #mark(): void {
    if (!(this.#log instanceof ConsoleLog) || this.#ending !== undefined) return;
    const offset = this.#log.kept().end;
    if (offset - (this.#repeats.at(-1) ?? -REPEAT_DISTANCE) < REPEAT_DISTANCE) return;
    this.#repeats = [...this.#repeats, offset].slice(-MAX_REPEATS);
    for (const feed of this.#feeds.keys()) feed.mayRepeat(offset);
  }

  #grown(): void {
    for (const feed of this.#feeds.keys()) feed.wake();
    if (!this.#mayTrim || !(this.#log instanceof ConsoleLog)) return;
    try {
      this.#log.trim(Math.min(...[...this.#feeds.keys()].map((feed) => feed.position)));
    } catch (error) {
      // A filesystem without holes: the log grows, and is said to once.
      this.#mayTrim = false;
      this.#deps.log(`the log of console ${this.#source.alias} cannot be kept small`, error);
    }
  }

  /** Without news of the log's growth viewers would hang: they are sent away, and may come again at their offset. */
  #unwatched(error: unknown): void {
    this.#deps.log(`the log of console ${this.#source.alias} cannot be watched`, error);
    for (const { viewer } of this.#feeds.keys()) viewer.close();
  }
}

function openLog({ alias, logPath }: ConsoleSource, limits: LogLimits): ConsoleLog | VirtcellError {
  if (logPath === undefined) {
    const message = `${alias} keeps no record of its output, since it is a virtio-serial channel`;
    return new VirtcellError({ code: 'console-unavailable', message });
  }
  try {
    return new ConsoleLog(logPath, limits);
  } catch (error) {
    return unavailable(`the log of console ${alias} cannot be opened`, logPath, error);
  }
}

const busy = (): VirtcellError =>
  new VirtcellError({
    code: 'console-busy',
    message: 'another viewer writes to this console',
    hint: 'Attach with --read-only, or take the writing over with --force.',
  });
