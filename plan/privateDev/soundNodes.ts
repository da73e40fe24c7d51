import type { Domain, HostFile, Origin } from '../../domain-xml/model/domain.ts';
import type { HardwareFacts } from './hostFacts.ts';

const FOLDER = '/dev/snd';

/** `hw:0,1`, `plughw:CARD=0,DEV=1`: a card and a device by number. Any other name is one that ALSA's files explain. */
const BY_NUMBER = /^(?:plug)?hw:(?:CARD=)?(\d+)(?:,(?:DEV=)?(\d+))?$/;

/**
 * What ALSA opens: of a card that is named by number its control, the device's one end, and the timer that all share; of
 * any other name, which may stand for any card, all that the host has.
 */
export function soundNodes({ audio }: Domain, { sound = [] }: HardwareFacts): HostFile[] {
  if (audio?.type !== 'alsa') return [];
  const ends = [
    { name: audio.input, end: 'c' },
    { name: audio.output, end: 'p' },
  ];
  const names = new Set(ends.flatMap(({ name, end }) => namesOf(name, end, sound)));
  return [...names].sort().map((name) => fileIn(name, audio.origin));
}

const fileIn = (name: string, origin: Origin): HostFile => ({ path: `${FOLDER}/${name}`, origin });

function namesOf(name: string | undefined, end: string, all: readonly string[]): readonly string[] {
  const [, card, device = '0'] = BY_NUMBER.exec(name ?? '') ?? [];
  if (card !== undefined) return [`controlC${card}`, `pcmC${card}D${device}${end}`, 'timer'];
  // On a host without sound, what is missed has to have a name.
  return all.length === 0 ? ['timer'] : all;
}
