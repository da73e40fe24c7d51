import type { TimelineStep } from '../../protocol/methods.ts';
import type { LaunchBar } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';

/** The steps of a launch, one after the other, each as long as it took of the whole. */
export function launchBars(timeline: readonly TimelineStep[], l10n: L10n): LaunchBar[] {
  const whole = timeline.reduce((sum, { ns }) => sum + ns, 0) || 1;
  let elapsed = 0;
  return timeline.map(({ step, ns }) => {
    const begin = inThousandths(elapsed, whole);
    elapsed += ns;
    return { step, time: timeWords(ns, l10n), begin, length: inThousandths(ns, whole) };
  });
}

const inThousandths = (ns: number, whole: number): number => Math.round((ns / whole) * 1000);

/** Below a millisecond in microseconds: most steps are that short. */
const timeWords = (ns: number, l10n: L10n): string =>
  ns < 1e6 ? l10n.t('{0} µs', Math.round(ns / 1e3)) : l10n.t('{0} ms', (ns / 1e6).toFixed(2));

/** From the first step's begin to the last one's end. */
export const launchTime = (timeline: readonly TimelineStep[], l10n: L10n): string =>
  timeWords(
    timeline.reduce((sum, { ns }) => sum + ns, 0),
    l10n,
  );
