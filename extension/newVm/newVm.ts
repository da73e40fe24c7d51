import { posix } from 'node:path';
import type { ImageFormat } from '../disks/imageHeader.ts';
import { newDomainXml } from './newDomainXml.ts';
import { seedFiles } from './seedFiles.ts';

/** What a new machine is made from. */
export type Origin =
  | { readonly kind: 'iso'; readonly image: string }
  | { readonly kind: 'cloud'; readonly image: string; readonly format: ImageFormat; readonly bytes: number }
  | { readonly kind: 'kernel'; readonly image: string; readonly initrd: string | undefined };

export interface MachineSize {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

export interface NewVm {
  readonly name: string;
  /** Where its files go, an absolute path. */
  readonly folder: string;
  readonly origin: Origin;
  readonly size: MachineSize;
  readonly hasKvm: boolean;
  /** For the guest's own user, on its console. Used by cloud images alone. */
  readonly password: string;
}

/** A file to make beside the domain's XML. */
export type NewFile =
  | {
      readonly kind: 'disk';
      readonly path: string;
      readonly bytes: number;
      readonly backing?: { readonly path: string; readonly format: ImageFormat };
    }
  | { readonly kind: 'seed'; readonly path: string; readonly files: Readonly<Record<string, string>> };

/** All that a new machine is: its XML and where that goes, and the files that have to be there before it starts. */
export interface NewVmPlan {
  readonly xmlPath: string;
  readonly xml: string;
  readonly files: readonly NewFile[];
}

const GIB = 2 ** 30;

/** The names that a machine's files have: none of them may be there already. */
export const fileNames = (name: string) => ({
  xml: `${name}.domain.xml`,
  disk: `${name}.qcow2`,
  seed: `${name}.seed.img`,
});

export function planNewVm(vm: NewVm): NewVmPlan {
  const names = fileNames(vm.name);
  const at = (name: string): string => posix.join(vm.folder, name);
  const places = { disk: at(names.disk), seed: at(names.seed) };
  return { xmlPath: at(names.xml), xml: newDomainXml(vm, places), files: filesOf(vm, places) };
}

function filesOf({ name, origin, size, password }: NewVm, places: { disk: string; seed: string }): NewFile[] {
  const bytes = size.diskGiB * GIB;
  switch (origin.kind) {
    case 'kernel':
      return [];
    case 'iso':
      return [{ kind: 'disk', path: places.disk, bytes }];
    case 'cloud': {
      const { image: path, format } = origin;
      // One smaller than the image would cut its filesystem off.
      const disk = { kind: 'disk', path: places.disk, bytes: Math.max(bytes, origin.bytes) } as const;
      return [
        { ...disk, backing: { path, format } },
        { kind: 'seed', path: places.seed, files: seedFiles(name, password) },
      ];
    }
  }
}
