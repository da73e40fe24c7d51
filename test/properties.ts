import fc from 'fast-check';

/*
 * What the tests of properties draw is the same at each run: a change is what makes one fail, not the day. `npm run fuzz`
 * draws anew, and more.
 */

/** By default the day on which libvirt got its private /dev. */
const { VIRTCELL_SEED = '20161115', VIRTCELL_EFFORT = '1' } = process.env;

/** So many values as a rule; more in `npm run fuzz`. */
export const runs = (usual: number): number => usual * Number(VIRTCELL_EFFORT);

fc.configureGlobal({ seed: Number(VIRTCELL_SEED), numRuns: runs(100) });

export { fc };
