import { expect, test } from 'vitest';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import type { DevPlan, PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { followLinks } from '../../../plan/privateDev/followLinks.ts';
import type { Lookup } from '../../../plan/privateDev/hostFacts.ts';
import { isBelow, isBelowDev, normalise } from '../../../plan/privateDev/paths.ts';
import { fc, runs } from '../../properties.ts';
import { lookUpOn, type MadeUpHost, mountAt, planOn, wanting } from './madeUpHost.ts';

const name = fc.constantFrom('a', 'b', 'c', 'shm');
const placed = fc.tuple(fc.constantFrom('/dev', '/dev', '/out'), fc.array(name, { minLength: 1, maxLength: 3 }));
const place = placed.map(([root, names]) => [root, ...names].join('/'));
const written = fc
  .array(fc.constantFrom('a', 'b', 'c', 'shm', 'dev', 'out', '..', '..', '.', ''), { maxLength: 6 })
  .map((components) => components.join('/'));
const target = fc.tuple(fc.constantFrom('', '/', '/dev/'), written).map(([start, rest]) => `${start}${rest}` || 'a');
const entryText = fc.oneof(
  fc.constantFrom('c 1:3', 'b 8:0', 'directory', 'file', 'socket', 'fifo'),
  target.map((to) => `-> ${to}`),
);

/** Entries in a random order; one that would have to lie in something else than a directory is left out. */
const host = fc.array(fc.tuple(place, entryText), { maxLength: 14 }).map((entries): MadeUpHost => {
  const made: Record<string, string> = {};
  for (const [path, text] of entries) {
    const parent = lookUpOn(made, normalise(`${path}/..`));
    const fits = 'errno' in parent ? parent.errno === 'ENOENT' : parent.found.kind === 'directory';
    if (fits && 'errno' in lookUpOn(made, path)) made[path] = text;
  }
  return made;
});
const wanted = fc.array(fc.tuple(fc.constantFrom('/dev/', '/out/', '/'), written), { minLength: 1, maxLength: 4 });
const situation = fc.record({
  host,
  paths: wanted.map((paths) => paths.map(([start, rest]) => `${start}${rest}`)),
  defaults: fc.array(place, { maxLength: 2 }),
  shm: fc.boolean(),
});

function planFor({ host, paths, defaults, shm }: typeof situation extends fc.Arbitrary<infer T> ? T : never) {
  const domain: Domain = wanting(...paths);
  const shmIsDirectory = entryKind(lookUpOn(host, '/dev/shm')) === 'directory';
  const mounts = shm && shmIsDirectory ? [mountAt('/dev/shm')] : [];
  return { domain, mounts, ...planOn(domain, host, { mounts, defaults }) };
}

const entryKind = (lookup: Lookup): string => ('found' in lookup ? lookup.found.kind : lookup.errno);

/** lstat(2) in the private /dev that a plan describes, on a host that is otherwise the same. */
function lookUpInside(plan: DevPlan, host: MadeUpHost, path: string): Lookup {
  const hosts = plan.mounts.some((mount) => path === mount.path || isBelow(path, mount.path));
  if (!isBelowDev(path) || hosts || plan.nodes.some((node) => isBoundAbove(node, path))) return lookUpOn(host, path);
  const node = plan.nodes.find((planned) => planned.path === path);
  if (!node) return { errno: 'ENOENT' };
  return node.kind === 'bind' ? lookUpOn(host, path) : { found: node };
}

const isBoundAbove = (node: PlannedNode, path: string) =>
  node.kind === 'bind' && node.directory && isBelow(path, node.path);

test('whatever is wanted leads inside where it leads on the host', () => {
  fc.assert(
    fc.property(situation, (made) => {
      const { plan, diagnostics } = planFor(made);
      const refused = new Set(diagnostics.map((diagnostic) => diagnostic.path));
      for (const path of made.paths.filter((candidate) => !refused.has(candidate))) {
        const outside = followLinks(path, (at) => lookUpOn(made.host, at));
        const inside = followLinks(path, (at) => lookUpInside(plan, made.host, at));
        expect(endOf(inside), `${path} in ${JSON.stringify(made)}`).toEqual(endOf(outside));
      }
    }),
    { numRuns: runs(3000) },
  );
});

const endOf = (followed: ReturnType<typeof followLinks>): unknown =>
  followed.kind === 'end' ? [followed.path, entryKind(followed.lookup)] : followed.kind;

test('a plan is total, ordered parents first, only below /dev, each path once, nothing preserved', () => {
  fc.assert(
    fc.property(situation, (made) => {
      const { plan, domain, mounts } = planFor(made);
      const paths = plan.nodes.map((node) => node.path);
      expect(new Set(paths).size).toBe(paths.length);
      const kinds = new Map(plan.nodes.map((node) => [node.path, node.kind]));
      for (const [index, path] of paths.entries()) {
        expect(isBelowDev(path) && normalise(path) === path).toBe(true);
        expect(mounts.some((mount) => path === mount.path || isBelow(path, mount.path))).toBe(false);
        const parent = normalise(`${path}/..`);
        expect(parent === '/dev' || paths.indexOf(parent) < index).toBe(true);
        expect(parent === '/dev' || kinds.get(parent) === 'directory').toBe(true);
      }
      expect(planOn(domain, made.host, { mounts, defaults: made.defaults }).plan).toEqual(plan);
    }),
    { numRuns: runs(1000) },
  );
});
