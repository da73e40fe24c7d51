import { alias } from './device.ts';
import { atMostOne, element, one, optional, required, variants } from './elementSchema.ts';
import { node } from './hostThing.ts';
import { pathOf } from './names.ts';
import { oneOf } from './valueType.ts';

const passthrough = element('A TPM of the host, for this guest alone.', {
  children: {
    device: atMostOne(
      element('The TPM. It becomes part of the private /dev.', {
        attributes: { path: required(pathOf(node('char', /^\/dev\/tpm\d/)), 'The device.') },
      }),
    ),
  },
});

/** `<tpm>`: a trusted platform module. */
export const tpm = element('A trusted platform module.', {
  attributes: {
    model: optional(
      oneOf({ 'tpm-tis': 'With the interface of TPM 1.2 and 2.0.', 'tpm-crb': 'With the interface of TPM 2.0.' }, [
        'tpm-spapr',
        'spapr-tpm-proxy',
      ]),
      'How the guest sees it; tpm-tis unless given.',
    ),
  },
  children: {
    backend: one(
      variants('What is behind it.', { by: 'type', cases: { passthrough }, known: ['emulator', 'external'] }),
    ),
    alias,
  },
});
