import { appendFileSync, readFileSync } from 'node:fs';
import type { SeenEnd } from '../../protocol/lineTimes.ts';
import { writeAtomically } from '../host/atomicFile.ts';
import { LogTimes } from './logTimes.ts';

/** Marks closer together than this say the same. */
const REPEAT_DISTANCE = 16 << 10;
const MAX_REPEATS = 256;
/** A file of more lines than twice what they say now is written anew. */
const SPARE_LINES = 4096;
/** More than that nobody wrote who keeps these limits: it is not read. */
const MAX_BYTES = 1 << 20;

/**
 * What is known of a log beside its bytes: when its output came, and where QEMU may have logged some of it twice. Kept
 * in a file beside the log, to which lines are added, so that the next agent knows it too:
 *
 *     time MILLISECONDS OFFSET
 *     repeat OFFSET
 */
export class LogIndex {
  readonly #path: string;
  readonly #failed: (error: unknown) => void;
  readonly #times: LogTimes;
  #repeats: readonly number[];
  #lines: number;
  #mayWrite = true;

  /**
   * @param end of the log: what a file says beyond it is of another log
   * @param failed told once when the file cannot be read or written; the index goes on without it
   */
  constructor(path: string, end: number, failed: (error: unknown) => void) {
    this.#path = path;
    this.#failed = failed;
    const { times, repeats, lines } = parseIndex(this.#read(), end);
    this.#times = new LogTimes(times);
    this.#repeats = repeats.slice(-MAX_REPEATS);
    this.#lines = lines;
  }

  /** Offsets around which output may have been logged twice, ascending. */
  get repeats(): readonly number[] {
    return this.#repeats;
  }

  /** When the log was first seen to have grown, in milliseconds since 1970. */
  get since(): number | undefined {
    return this.#times.entries[0]?.time;
  }

  /** Ends of the log that were seen, ascending. */
  get ends(): readonly SeenEnd[] {
    return this.#times.all;
  }

  /** False when it says the same as the last one. */
  mayRepeat(offset: number): boolean {
    if (offset - (this.#repeats.at(-1) ?? -REPEAT_DISTANCE) < REPEAT_DISTANCE) return false;
    this.#repeats = [...this.#repeats, offset].slice(-MAX_REPEATS);
    this.#add([repeatLine(offset)]);
    return true;
  }

  see(time: number, end: number): void {
    this.#addTimes(this.#times.see(time, end));
  }

  /** The log grows no more. */
  finish(): void {
    this.#addTimes(this.#times.finish());
  }

  /** Where to begin to read what was printed after `time`. */
  offsetAt(time: number): number {
    return this.#times.offsetAt(time);
  }

  #read(): string {
    try {
      const bytes = readFileSync(this.#path);
      if (bytes.length > MAX_BYTES) throw new Error(`${this.#path} is too long`);
      return bytes.toString('latin1');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) this.#failed(error);
      return '';
    }
  }

  #addTimes(made: readonly SeenEnd[]): void {
    if (made.length > 0) this.#add(made.map(timeLine));
  }

  #add(lines: readonly string[]): void {
    if (!this.#mayWrite) return;
    const all = this.#times.entries.length + this.#repeats.length;
    this.#lines += lines.length;
    try {
      if (this.#lines > all + SPARE_LINES) {
        writeAtomically(this.#path, this.#text(), 0o600, 'until-reboot');
        this.#lines = all;
      } else appendFileSync(this.#path, lines.join(''), { mode: 0o600 });
    } catch (error) {
      this.#mayWrite = false;
      this.#failed(error);
    }
  }

  #text(): string {
    return [...this.#times.entries.map(timeLine), ...this.#repeats.map(repeatLine)].join('');
  }
}

const timeLine = ({ time, offset }: SeenEnd): string => `time ${time} ${offset}\n`;
const repeatLine = (offset: number): string => `repeat ${offset}\n`;

interface ParsedIndex {
  readonly times: readonly SeenEnd[];
  readonly repeats: readonly number[];
  readonly lines: number;
}

/** A line that is torn, or goes back behind an earlier one, is left out. */
export function parseIndex(text: string, end: number): ParsedIndex {
  const times: SeenEnd[] = [];
  const repeats: number[] = [];
  const lines = text.split('\n');
  for (const line of lines) {
    const [, time, seen, repeat] = /^(?:time (\d{1,15}) (\d{1,15})|repeat (\d{1,15}))$/.exec(line) ?? [];
    const offset = Number(seen ?? repeat);
    if (!(offset <= end)) continue;
    const last = times.at(-1);
    if (repeat !== undefined) {
      if (offset > (repeats.at(-1) ?? -1)) repeats.push(offset);
    } else if (!last || (Number(time) >= last.time && offset > last.offset)) times.push({ time: Number(time), offset });
  }
  return { times, repeats, lines: lines.length };
}
