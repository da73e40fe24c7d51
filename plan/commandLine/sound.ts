import type { Audio, Domain, Sound } from '../../domain-xml/model/domain.ts';
import { type Arguments, device } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** What sound cards, and VNC, refer to. */
export const AUDIO = 'audio1';

/**
 * The sound system; silence where none is asked for, named so that nothing picks one of the host: its sockets are not
 * in a private /dev.
 */
export function audio({ audio: wanted = { type: 'none' }, sounds, graphics }: Domain): Arguments {
  const isHeard = sounds.length > 0 || graphics.some(({ type }) => type === 'vnc');
  return isHeard ? ['-audiodev', JSON.stringify({ id: AUDIO, driver: wanted.type, ...endsOf(wanted) })] : [];
}

function endsOf(wanted: Audio): Record<string, unknown> {
  switch (wanted.type) {
    case 'none':
      return {};
    case 'alsa':
      return { ...endOf('in', wanted.input), ...endOf('out', wanted.output) };
    case 'oss':
      return { ...endOf('in', wanted.input.path), ...endOf('out', wanted.output.path) };
  }
}

const endOf = (end: 'in' | 'out', dev: string | undefined): Record<string, unknown> =>
  dev === undefined ? {} : { [end]: { dev } };

export const sounds = (wiring: Wiring): Arguments => wiring.domain.sounds.flatMap((each) => soundCard(wiring, each));

function soundCard(wiring: Wiring, { alias, model }: Sound): Arguments {
  const place = pciProperties(wiring, alias);
  if (model === 'ac97') return device({ driver: 'AC97', id: alias, audiodev: AUDIO, ...place });
  const controller = device({ driver: model === 'ich9' ? 'ich9-intel-hda' : 'intel-hda', id: alias, ...place });
  const codec = { driver: 'hda-duplex', id: `${alias}-codec0`, bus: `${alias}.0`, cad: 0, audiodev: AUDIO };
  return [...controller, ...device(codec)];
}
