import { onPci } from './device.ts';
import { atMostOne, element, optional, required, variants } from './elementSchema.ts';
import { node } from './hostThing.ts';
import { pathOf } from './names.ts';
import { oneOf, pattern } from './valueType.ts';

const id = optional(oneOf({ '1': 'The first.' }), 'Its number.');

/** QEMU hands it to ALSA, whose names may load what they name: only names of cards and devices are. */
const alsaName = pattern(
  'the name of an ALSA device such as default or hw:0,0',
  /^[\w:,=.-]{1,64}$/,
  'unsupported-value',
);

const alsaEnd = (doc: string) =>
  atMostOne(element(doc, { attributes: { dev: optional(alsaName, 'The device; ALSA’s default one unless given.') } }));
const ossDevice = pathOf(node('char', /^\/dev\/(dsp|audio)\d*$/));
const ossEnd = (doc: string) =>
  atMostOne(element(doc, { attributes: { dev: optional(ossDevice, 'The device; /dev/dsp unless given.') } }));

/** `<audio>`: what sound devices play to. Its devices become part of the private /dev. */
export const audio = variants('The sound system of the host that sound devices play to.', {
  by: 'type',
  cases: {
    none: element('Silence.', { attributes: { id } }),
    alsa: element('ALSA.', {
      attributes: { id },
      children: { input: alsaEnd('Where recordings come from.'), output: alsaEnd('Where sound goes to.') },
    }),
    oss: element('The Open Sound System.', {
      attributes: { id },
      children: { input: ossEnd('Where recordings come from.'), output: ossEnd('Where sound goes to.') },
    }),
  },
  known: ['coreaudio', 'dbus', 'jack', 'pipewire', 'pulseaudio', 'sdl', 'spice', 'file'],
});

export const sound = element('A sound card.', {
  attributes: {
    model: required(
      oneOf({ ich6: 'Intel HD Audio.', ich9: 'Intel HD Audio of q35.', ac97: 'AC97, for older guests.' }, [
        'es1370',
        'sb16',
        'pcspk',
        'usb',
        'virtio',
      ]),
      'The kind of card.',
    ),
  },
  children: { audio: atMostOne(element('Which sound system it plays to.', { attributes: { id } })), ...onPci },
});
