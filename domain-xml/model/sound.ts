import type { DomainValue } from '../schema/drafts.ts';
import { deviceOf, pciAddressOf } from './deviceParts.ts';
import type { Audio, Sound } from './domain.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

type Devices = NonNullable<DomainValue['child']['devices']>['child'];

const DSP = '/dev/dsp';

export function audioOf([audio]: Devices['audio'], origins: Origins): Audio | undefined {
  switch (audio?.type) {
    case undefined:
      return undefined;
    case 'none':
      return { type: 'none' };
    case 'alsa': {
      const { input, output } = audio.child;
      const names = { input: input?.attr.dev, output: output?.attr.dev };
      return present({ type: 'alsa' as const, ...names, origin: origins.of(audio.node) });
    }
    case 'oss': {
      const { input, output } = audio.child;
      return {
        type: 'oss',
        input: origins.file(input?.attr.dev ?? DSP, (input ?? audio).node),
        output: origins.file(output?.attr.dev ?? DSP, (output ?? audio).node),
      };
    }
  }
}

export const soundsOf = (sounds: Devices['sound'], origins: Origins): Sound[] =>
  sounds.map((each, i) =>
    present({
      address: pciAddressOf(each.child.address),
      model: each.attr.model,
      ...deviceOf(each, `sound${i}`, origins),
    }),
  );
