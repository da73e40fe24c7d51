import { ConsoleLog, type KeptOutput } from './consoleLog.ts';
import { unavailable } from './consolePty.ts';
import { indexPath } from './consoleRecord.ts';
import { LogIndex } from './logIndex.ts';
import type { Attachment, Viewer } from './viewer.ts';
import { ViewerFeed } from './viewerFeed.ts';

export interface StoredLogDeps {
  log(message: string, error: unknown): void;
}

/** The log of a console whose domain does not run: all that there will be of it. */
export class StoredLog {
  readonly index: LogIndex;
  readonly #log: ConsoleLog;
  readonly #alias: string;
  readonly #deps: StoredLogDeps;

  /** @throws VirtcellError `console-unavailable` */
  constructor(alias: string, logPath: string, deps: StoredLogDeps) {
    this.#alias = alias;
    this.#deps = deps;
    try {
      this.#log = new ConsoleLog(logPath, 'read');
    } catch (error) {
      throw unavailable(`the log of console ${alias} cannot be opened`, logPath, error);
    }
    this.index = new LogIndex(indexPath(logPath), this.#log.kept().end, (error) =>
      deps.log(`the index of console ${alias} cannot be read`, error),
    );
  }

  kept(): KeptOutput {
    return this.#log.kept();
  }

  close(): void {
    this.#log.close();
  }

  /** Hands all of it to a viewer and closes it. */
  show(viewer: Viewer, from: number): Attachment {
    const { first, end } = this.#log.kept();
    const offset = Math.min(Math.max(from, first), end);
    const feed = new ViewerFeed(viewer, this.#log, offset, this.index.repeats);
    viewer.control({ kind: 'attached', alias: this.#alias, path: '', offset, writer: false });
    if (offset !== from) viewer.control({ kind: 'gap', from, to: offset });
    feed.finish(end);
    void this.#run(feed, viewer);
    return { write: () => Promise.resolve(), shown: (bytes) => feed.shown(bytes), detach: () => feed.stop() };
  }

  async #run(feed: ViewerFeed, viewer: Viewer): Promise<void> {
    try {
      await feed.run();
      viewer.control({ kind: 'ended', reason: 'the domain does not run' });
    } catch (error) {
      this.#deps.log(`the log of console ${this.#alias} cannot be read`, error);
      viewer.control({ kind: 'ended', reason: 'the console’s log cannot be read' });
    }
    viewer.close();
    this.close();
  }
}
