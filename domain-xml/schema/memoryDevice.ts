import { dimmAddress, pciAddress } from './address.ts';
import { alias } from './device.ts';
import { atMostOne, element, one, optional, required, text, variants } from './elementSchema.ts';
import { node as hostNode } from './hostThing.ts';
import { pathOf } from './names.ts';
import { exactly, integer, memoryAmount, memoryUnit as unitOfMemory } from './numbers.ts';
import { oneOf } from './valueType.ts';

const unit = optional(unitOfMemory, 'The unit of the number; KiB unless given.');
const size = one(element('How large it is.', { attributes: { unit }, text: text(memoryAmount) }));
const node = atMostOne(element('The NUMA node that it belongs to.', { text: text(exactly(0)) }));

const fileSource = one(
  element('What holds the contents.', {
    children: {
      path: one(
        element('A file, or a device such as /dev/dax0.0 or /dev/pmem0, which becomes part of the private /dev.', {
          text: text(pathOf(hostNode('char', /^\/dev\/dax/))),
        }),
      ),
    },
  }),
);

const nvdimm = element('Memory that outlives the guest, seen as an NVDIMM.', {
  attributes: {
    access: optional(
      oneOf({ shared: 'What the guest writes is in the file.', private: 'What the guest writes is lost at its end.' }),
      'Whether writes reach the file; shared unless given.',
    ),
  },
  children: {
    source: fileSource,
    target: one(
      element('What the guest sees.', {
        children: {
          size,
          node,
          label: atMostOne(element('The label area at its end.', { children: { size } })),
          readonly: atMostOne(element('The guest cannot write.')),
        },
      }),
    ),
    alias,
    address: atMostOne(dimmAddress),
  },
});

const virtioPmem = element('Memory that outlives the guest, seen as a virtio device.', {
  attributes: { access: optional(oneOf({ shared: 'As always here.' }, ['private']), 'Whether writes reach the file.') },
  children: {
    source: fileSource,
    target: one(element('What the guest sees.', { children: { size, node } })),
    alias,
    address: atMostOne(pciAddress),
  },
});

const sgxEpc = element(
  'Memory for SGX enclaves. /dev/sgx_vepc and /dev/sgx_provision become part of the private /dev.',
  {
    children: { target: one(element('What the guest sees.', { children: { size, node } })), alias },
  },
);

export const memoryDevice = variants('Memory beside the machine’s own.', {
  by: 'model',
  cases: { nvdimm, 'virtio-pmem': virtioPmem, 'sgx-epc': sgxEpc },
  known: ['dimm', 'virtio-mem'],
});

export const maxMemory = element('The room for memory and memory devices together.', {
  attributes: { unit, slots: required(integer({ min: 1, max: 256 }), 'How many NVDIMMs there can be.') },
  text: text(memoryAmount),
});
