/** Counts of held-out pictures: rows are the truth, columns what the model said. */
type Confusion = readonly (readonly number[])[];

/** A cluster of kinds: a leaf, or two clusters. */
interface Cluster {
  leaves: readonly number[];
  halves: readonly [Cluster, Cluster] | null;
  /** By `u * n + w`, u of the first half and w of the second: the best order that begins with u and ends with w. */
  best: Map<number, Best>;
}

/** Similarity of neighbours summed over the order, and the two kinds that touch where the halves meet. */
interface Best {
  sum: number;
  last: number;
  next: number;
}

/** How far from the diagonal the mistakes stand, in pictures times places: the sum of every count times its distance in that order. */
export function offDiagonalSpread(confusion: Confusion, order: readonly number[]): number {
  const at = new Map(order.map((kind, place) => [kind, place]));
  return confusion.reduce((sum, row, truth) => row.reduce((inner, n, said) => inner + n * Math.abs((at.get(truth) ?? 0) - (at.get(said) ?? 0)), sum), 0);
}

/** The best order of a cluster between two of its kinds, whichever of its halves they are of; null when both are of one half. */
function between(cluster: Cluster, u: number, w: number, n: number): Best | null {
  if (!cluster.halves) return { sum: 0, last: u, next: w };
  const straight = cluster.best.get(u * n + w);
  if (straight) return straight;
  const turned = cluster.best.get(w * n + u);
  return turned ? { sum: turned.sum, last: turned.next, next: turned.last } : null;
}

/** Where an order of a cluster that begins with that kind may end. */
function otherEnds({ leaves, halves }: Cluster, u: number): readonly number[] {
  if (!halves) return leaves;
  return (halves[0].leaves.includes(u) ? halves[1] : halves[0]).leaves;
}

/** Joins two clusters and finds the best order between each two of their kinds, in O(n³) for all joins together. */
function join(first: Cluster, second: Cluster, alike: readonly (readonly number[])[]): Cluster {
  const n = alike.length;
  const best = new Map<number, Best>();
  for (const u of first.leaves) {
    const lasts = otherEnds(first, u);
    // The best way from u to each kind that the second half may begin with.
    const ways = second.leaves.map((next) => {
      let way = { sum: -1, last: u, next };
      for (const last of lasts) {
        const sum = between(first, u, last, n)!.sum + alike[last]![next]!;
        if (sum > way.sum) way = { sum, last, next };
      }
      return way;
    });
    for (const w of second.leaves) {
      const nexts = new Set(otherEnds(second, w));
      for (const { sum, last, next } of ways) {
        if (!nexts.has(next)) continue;
        const whole = sum + between(second, next, w, n)!.sum;
        if (whole > (best.get(u * n + w)?.sum ?? -1)) best.set(u * n + w, { sum: whole, last, next });
      }
    }
  }
  return { leaves: [...first.leaves, ...second.leaves], halves: [first, second], best };
}

/** A cluster's kinds in their best order from u to w. */
function unfold(cluster: Cluster, u: number, w: number, n: number): number[] {
  if (!cluster.halves) return [u];
  const [first, second] = cluster.halves[0].leaves.includes(u) ? cluster.halves : [cluster.halves[1], cluster.halves[0]];
  const { last, next } = between(cluster, u, w, n)!;
  return [...unfold(first, u, last, n), ...unfold(second, next, w, n)];
}

/** Average linkage: joins the two clusters that are confused most per pair of kinds, those that were given first where several are. */
function clustered(alike: readonly (readonly number[])[]): Cluster {
  let clusters: Cluster[] = alike.map((_, kind) => ({ leaves: [kind], halves: null, best: new Map() }));
  // Sums of similarity between clusters, kept as they are joined.
  let links = alike.map((row) => [...row]);
  while (clusters.length > 1) {
    let [a, b, most] = [0, 1, -1];
    for (let i = 0; i < clusters.length; i += 1) {
      for (let j = i + 1; j < clusters.length; j += 1) {
        const link = links[i]![j]! / (clusters[i]!.leaves.length * clusters[j]!.leaves.length);
        if (link > most) [a, b, most] = [i, j, link];
      }
    }
    clusters[a] = join(clusters[a]!, clusters[b]!, alike);
    clusters.forEach((_, i) => { links[a]![i] = links[i]![a] = links[a]![i]! + links[b]![i]!; });
    const stays = (_: unknown, i: number): boolean => i !== b;
    clusters = clusters.filter(stays);
    links = links.filter(stays).map((row) => row.filter(stays));
  }
  return clusters[0]!;
}

/**
 * An order of the kinds in which those that are confused stand side by side: positions in the given order, a permutation of 0..n−1.
 * Optimal leaf ordering of the symmetrised confusion: kinds are clustered by how many pictures were taken for one another (average
 * linkage), and of all orders that the tree allows, the one is taken whose neighbours were confused most. Of it and its mirror image,
 * the one that begins nearer to the given order. Where that order would leave the mistakes further from the diagonal than the given
 * one does (`offDiagonalSpread`), or no nearer, the given one stays. The same matrix always gives the same order; O(n³) time.
 * Source: Bar-Joseph, Gifford and Jaakkola, "Fast optimal leaf ordering for hierarchical clustering", Bioinformatics 17 (2001).
 */
export function optimalLeafOrdering(confusion: Confusion): number[] {
  const n = confusion.length;
  const given = confusion.map((_, kind) => kind);
  if (n < 3) return given;
  const alike = given.map((i) => given.map((j) => (i === j ? 0 : (confusion[i]![j] ?? 0) + (confusion[j]![i] ?? 0))));
  const tree = clustered(alike);
  let ends = { u: 0, w: 0, sum: -1 };
  for (const [key, { sum }] of tree.best) if (sum > ends.sum) ends = { u: Math.floor(key / n), w: key % n, sum };
  const order = unfold(tree, ends.u, ends.w, n);
  if (order[0]! > order.at(-1)!) order.reverse();
  return offDiagonalSpread(confusion, order) < offDiagonalSpread(confusion, given) ? order : given;
}
