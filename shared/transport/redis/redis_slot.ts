import clusterKeySlot from "cluster-key-slot";

/** How many slots a Redis Cluster has. */
export const SLOTS = 16_384;

/** The slot of a key: by what stands between its first `{` and the next `}`, or else by all of it. 0 to 16,383. */
export const slotOf: (key: string) => number = clusterKeySlot;
