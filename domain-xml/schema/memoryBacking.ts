import { atMostOne, element, required } from './elementSchema.ts';
import { oneOf } from './valueType.ts';

/** `<memoryBacking>`: what the guest's memory is made of. */
export const memoryBacking = element('What the guest’s memory is made of.', {
  children: {
    hugepages: atMostOne(element('Huge pages, of the host’s default size.')),
    nosharepages: atMostOne(element('Pages that are alike are not made one.')),
    source: atMostOne(
      element('The kind of memory.', {
        attributes: {
          type: required(
            oneOf({ anonymous: 'Memory of the process.', memfd: 'A file in memory that has no name.' }, ['file']),
            'The kind.',
          ),
        },
      }),
    ),
    access: atMostOne(
      element('Who sees it.', {
        attributes: {
          mode: required(
            oneOf({ shared: 'Other processes that QEMU hands it to.', private: 'QEMU alone.' }),
            'Who sees it.',
          ),
        },
      }),
    ),
  },
});
