import { declare } from '../../agent/linux/libc.ts';
import { namedPaths } from '../../domain-xml/assist/namedPaths.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { hostFindings } from '../../extension/language/hostFindings.ts';
import { editorDiagnostic } from '../../extension/language/ranges.ts';
import { english } from '../extension/l10n.ts';
import { type Limit, limited } from './limit.ts';
import { LONG_DOMAINS, type LongDomain } from './longDomains.ts';

const LINES = 2000;
/** How much longer the texts are whose time is held against these. */
const GROWTHS = [2, 4];
const WARM_UPS = 200;
const KEYSTROKES = 100;
/** So often in those texts, and in turn as many lines of the short one: what disturbs meets both. */
const PAIRS = 15;

/**
 * In this process, once it is compiled: what a keystroke in a long domain costs the extension host. Counted is what this
 * thread had of the processor, collecting garbage included; not what other threads collect beside it, nor what it waited
 * for them.
 */
export function measureLanguage(signal: AbortSignal): Limit[] {
  const limits = LONG_DOMAINS.map((domain) => {
    signal.throwIfAborted();
    const keystrokes = new Keystrokes(domain, LINES);
    keystrokes.times(WARM_UPS);
    return { domain, ...keystrokes.times(KEYSTROKES) };
  });
  return [
    ...limits.map(({ domain, diagnostics }) => limited(`diagnostics: ${domain.what}`, 'ms', diagnostics, 10)),
    worst(limits.map(({ domain, host }) => limited(`what does not fit the host: ${domain.what}`, 'ms', host, 10))),
    ...GROWTHS.map((growth) => worst(LONG_DOMAINS.map((domain) => growthOf(domain, growth, signal)))),
  ];
}

const worst = (limits: readonly Limit[]): Limit => limits.reduce((a, b) => (b.value.median > a.value.median ? b : a));

/**
 * How much longer a line takes in a text of so many times the lines. 1 is linear; if the time were quadratic, it would
 * be the growth itself.
 */
function growthOf(domain: LongDomain, growth: number, signal: AbortSignal): Limit {
  signal.throwIfAborted();
  const [short, long] = [new Keystrokes(domain, LINES), new Keystrokes(domain, growth * LINES)];
  let [few, many] = [0, 0];
  for (let pair = 0; pair < PAIRS; pair++) {
    few += sum(short.times(growth).diagnostics);
    many += sum(long.times(1).diagnostics);
  }
  // All together: keystrokes without garbage collection, the fastest, are those in short texts only.
  const ratio = many / few;
  return limited(`a line of ${growth * LINES}, beside one of ${LINES}: ${domain.what}`, '×', [ratio], 1 + growth / 4);
}

const sum = (times: readonly number[]): number => times.reduce((all, time) => all + time, 0);

/** One key after the other in a domain that is open in the editor. */
class Keystrokes {
  readonly #lines: readonly string[];
  #typed = 0;

  constructor({ lines }: LongDomain, count: number) {
    this.#lines = lines(count);
  }

  /** Milliseconds of computing for the diagnostics and for the look at the host, of so many keystrokes. */
  times(count: number): { diagnostics: number[]; host: number[] } {
    const times = { diagnostics: [] as number[], host: [] as number[] };
    for (let i = 0; i < count; i++) {
      const lines = this.#withOneMore();
      const begin = threadTime();
      // The editor has lines too, and joins them when it is asked for the text.
      const read = readDomain(lines.join('\n'), english);
      read.diagnostics.map(editorDiagnostic);
      const between = threadTime();
      hostFindings(read.document, namedPaths(read.document), SIGHT, english).map(editorDiagnostic);
      times.diagnostics.push(between - begin);
      times.host.push(threadTime() - between);
    }
    return times;
  }

  /** A space at the end of some line. */
  #withOneMore(): string[] {
    const lines = [...this.#lines];
    const at = (this.#typed++ * 37) % lines.length;
    lines[at] += ' ';
    return lines;
  }
}

/** clock_gettime(2), CLOCK_THREAD_CPUTIME_ID. */
const clockCall = declare('int clock_gettime(int clock, _Out_ int64_t *time)');
const THREAD_CPU_TIME = 3;

/** Milliseconds that this thread had of the processor. */
function threadTime(): number {
  const time = new BigInt64Array(2);
  clockCall(THREAD_CPU_TIME, time);
  return Number(time[0]) * 1e3 + Number(time[1]) / 1e6;
}

/** Of a host that lacks every third image, with no other domain open. */
const SIGHT = { isMissing: (path: string) => path.length % 3 === 0, others: [] };
