import type { ConsoleControl, WriteMode } from '../../protocol/console.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { ConsolePty, unavailable } from './consolePty.ts';
import { ConsoleRecord, type RecordSource } from './consoleRecord.ts';
import type { DrainThreads } from './drainThreads.ts';
import { DEFAULT_LOG_BYTES, type LogLimits, logLimits } from './logLimits.ts';
import type { NamedPty } from './ttyIndex.ts';
import type { Attachment, Viewer } from './viewer.ts';
import { ViewerFeed } from './viewerFeed.ts';

export type { Attachment, Viewer } from './viewer.ts';

export interface ConsoleSource extends NamedPty, RecordSource {}

export interface ConsoleDeps {
  readonly drainThreads: DrainThreads;
  /** For what nobody who asked is there to hear of. */
  log(message: string, error: unknown): void;
  readonly limits?: LogLimits;
}

/** What of a log somebody wants to read. */
export interface LogRequest {
  readonly from: number;
  /** Goes on with what is still to come. */
  readonly follow: boolean;
}

/**
 * One console of a running domain: one writer at most and any number of readers. Output is its record, and an offset in
 * that is a place in the console's output for ever. The PTY is open only while somebody may type; of a channel, whose
 * record is made from what the PTY gives, while anybody is attached.
 */
export class DomainConsole {
  readonly #source: ConsoleSource;
  readonly #deps: ConsoleDeps;
  readonly #record: ConsoleRecord | VirtcellError;
  readonly #feeds = new Map<ViewerFeed, Promise<void>>();
  /** The feeds of those who are attached, and do not only read the log. */
  readonly #attached = new Set<ViewerFeed>();
  #writer: ViewerFeed | undefined;
  /** Whom others are told of as the writer. */
  #writerName = '';
  #pty: ConsolePty | undefined;
  #leaving: NodeJS.Timeout | undefined;
  #ending: string | undefined;

  /** A record that cannot be opened is the answer to every attach; the domain runs nevertheless. */
  constructor(source: ConsoleSource, deps: ConsoleDeps) {
    this.#source = source;
    this.#deps = deps;
    this.#record = this.#openRecord();
  }

  /**
   * A new viewer, whose first word is `attached`. Without `from` it gets all the output that is kept; it follows in
   * later turns of the event loop.
   *
   * @param who as other viewers are told of this one
   * @throws VirtcellError `console-busy`, `console-unavailable`
   */
  attach(viewer: Viewer, mode: WriteMode, from = 0, who = 'another viewer'): Attachment {
    const record = this.#requireRecord();
    if (mode === 'write' && this.#writer) throw busy(this.#writerName);
    const isWriter = mode !== 'read';
    this.#prepare(record, isWriter || this.#isChannel);
    const feed = this.#newFeed(record, viewer, from, isWriter);
    this.#attached.add(feed);
    if (isWriter) {
      this.#demote(`${who} took the writing over`);
      this.#writer = feed;
      this.#writerName = who;
    }
    const outsider = this.#pty?.outsider;
    if (outsider) viewer.control(this.#outside(outsider));
    if (record.log.isDiskFull()) viewer.control(this.#unrecorded(record, 'the disk is full'));
    return this.#attachment(feed, (bytes) => this.#write(feed, bytes));
  }

  /** One who only reads the record: nothing is asked of the PTY, so that a channel's journal does not grow by it. */
  readLog(viewer: Viewer, { from, follow }: LogRequest): Attachment {
    const record = this.#requireRecord();
    this.#prepare(record, false);
    const feed = this.#newFeed(record, viewer, from, false);
    if (!follow) feed.finish(record.log.kept().end);
    return this.#attachment(feed, () => Promise.resolve());
  }

  get alias(): string {
    return this.#source.alias;
  }

  /**
   * Its record, for questions about it.
   *
   * @throws VirtcellError `console-unavailable`
   */
  get record(): ConsoleRecord {
    return this.#requireRecord();
  }

  /**
   * The domain's process has ended. Every viewer gets the rest of the output, then `ended`, then it is closed; resolves
   * after the slowest. The log's file need not stay until then.
   */
  async end(reason: string): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#ending = reason;
    this.#closePty();
    if (!(this.#record instanceof ConsoleRecord)) return;
    try {
      this.#record.stopWatching();
      const { end } = this.#record.log.kept();
      for (const feed of this.#feeds.keys()) feed.finish(end);
      await Promise.all(this.#feeds.values());
    } finally {
      this.#record.log.close();
    }
  }

  get #isChannel(): boolean {
    return this.#source.record === 'journal';
  }

  #openRecord(): ConsoleRecord | VirtcellError {
    const { alias, logPath } = this.#source;
    try {
      return new ConsoleRecord(this.#source, this.#deps.limits ?? logLimits(DEFAULT_LOG_BYTES), {
        grown: () => {
          for (const feed of this.#feeds.keys()) feed.wake();
        },
        // Without news of the log's growth viewers would hang: they are sent away, and may come again at their offset.
        unwatched: () => {
          for (const { viewer } of this.#feeds.keys()) viewer.close();
        },
        slowest: () => Math.min(...[...this.#feeds.keys()].map((feed) => feed.position)),
        log: this.#deps.log,
      });
    } catch (error) {
      const failure = unavailable(`the log of console ${alias} cannot be opened`, logPath, error);
      this.#deps.log(failure.message, error);
      return failure;
    }
  }

  #requireRecord(): ConsoleRecord {
    if (this.#ending !== undefined) {
      throw new VirtcellError({ code: 'console-unavailable', message: 'the domain has ended' });
    }
    if (this.#record instanceof ConsoleRecord) return this.#record;
    throw this.#record;
  }

  /** Everything about an attach that can fail. */
  #prepare(record: ConsoleRecord, needsPty: boolean): void {
    try {
      record.attentive(true);
      if (needsPty) this.#openPty(record);
    } catch (error) {
      this.#settle();
      throw error instanceof VirtcellError
        ? error
        : unavailable('the console cannot be watched', this.#source.ptyPath, error);
    }
  }

  /** A feed that has told where it begins. */
  #newFeed(record: ConsoleRecord, viewer: Viewer, from: number, writer: boolean): ViewerFeed {
    const { first, end } = record.log.kept();
    const offset = Math.min(Math.max(from, first), end);
    const feed = new ViewerFeed(viewer, record.log, offset, record.index.repeats);
    const { alias, ptyPath: path } = this.#source;
    viewer.control({ kind: 'attached', alias, path, offset, writer, ...(this.#isChannel && { journal: true }) });
    if (offset !== from) viewer.control({ kind: 'gap', from, to: offset });
    this.#feeds.set(feed, this.#run(feed));
    return feed;
  }

  #attachment(feed: ViewerFeed, write: Attachment['write']): Attachment {
    return { write, shown: (bytes) => feed.shown(bytes), detach: () => this.#detach(feed) };
  }

  async #run(feed: ViewerFeed): Promise<void> {
    const { viewer } = feed;
    try {
      await feed.run();
      if (!this.#feeds.has(feed)) return;
      viewer.control({ kind: 'ended', reason: this.#ending ?? 'that is all so far' });
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
    this.#attached.delete(feed);
    feed.stop();
    if (this.#writer === feed) this.#writer = undefined;
    this.#settle();
  }

  /** The PTY is open while somebody needs it, the log watched closely while there is a viewer. */
  #settle(): void {
    if (!this.#isPtyWanted()) this.#leavePty();
    if (this.#ending === undefined && this.#record instanceof ConsoleRecord) {
      this.#record.attentive(this.#feeds.size > 0);
    }
  }

  #isPtyWanted(): boolean {
    return this.#writer !== undefined || (this.#isChannel && this.#attached.size > 0);
  }

  async #write(feed: ViewerFeed, bytes: Uint8Array): Promise<void> {
    // One who was just demoted may have typed before he heard of it.
    if (this.#writer !== feed) return;
    try {
      await this.#openPty(this.#requireRecord()).write(bytes);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      this.#demote(error.message);
      // At once: a guest that takes nothing has nothing more to hear.
      if (!this.#isPtyWanted()) this.#closePty();
      this.#settle();
    }
  }

  #openPty(record: ConsoleRecord): ConsolePty {
    this.#pty ??= new ConsolePty(this.#source, () => record.openForThread(), this.#deps.drainThreads, {
      outside: (who) => this.#tell(this.#outside(who)),
      overfull: (offset) => this.#mayRepeat(record, offset),
      unrecorded: (errno) => this.#isUnrecorded(record, errno),
      closed: (reason) => {
        this.#pty = undefined;
        if (reason === undefined) return;
        this.#demote(reason);
        if (this.#isChannel) this.#tell(this.#unrecorded(record, reason));
      },
      log: this.#deps.log,
    });
    return this.#pty;
  }

  /** Nobody needs it any more: the PTY is closed as soon as QEMU has had the time to read what was typed. */
  #leavePty(): void {
    const unheard = this.#pty?.unheardFor() ?? 0;
    if (unheard === 0) this.#closePty();
    else this.#leaving ??= setTimeout(() => this.#left(), unheard).unref();
  }

  #left(): void {
    this.#leaving = undefined;
    if (!this.#isPtyWanted()) this.#closePty();
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

  #outside(who: { readonly pid: number; readonly command: string }): ConsoleControl {
    return { kind: 'outside', ...who, ...(this.#isChannel && { takesOutput: true }) };
  }

  /** QEMU writes to the PTY first and to the log second: it may have stumbled shortly before `offset`. */
  #mayRepeat(record: ConsoleRecord, offset: number | undefined): void {
    if (this.#ending !== undefined || offset === undefined || !record.index.mayRepeat(offset)) return;
    for (const feed of this.#feeds.keys()) feed.mayRepeat(offset);
  }

  #unrecorded(record: ConsoleRecord, reason: string): ConsoleControl {
    return { kind: 'unrecorded', offset: record.log.kept().end, reason };
  }

  /** A journal's PTY is closed, and opened again for whoever attaches or types next: there may be room by then. */
  #isUnrecorded(record: ConsoleRecord, errno: string | undefined): void {
    if (this.#ending !== undefined) return;
    const { alias } = this.#source;
    const reason = errno === undefined ? 'QEMU could not write to its log' : `the journal cannot be written (${errno})`;
    this.#deps.log(`output of console ${alias} is not recorded`, new Error(reason));
    this.#tell(this.#unrecorded(record, reason));
    if (this.#isChannel) this.#closePty();
  }
}

const busy = (who: string): VirtcellError =>
  new VirtcellError({
    code: 'console-busy',
    message: `${who} writes to this console`,
    hint: 'Attach with --read-only, or take the writing over with --force.',
  });
