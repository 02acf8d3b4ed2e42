import type { WrittenRecord } from "../../shared/transport/written_record.ts";

/** A spool as the shipper sees it, whether its process lives or died. */
export interface ShippableSpool {
  readonly instance: string;
  /** The highest n written; 0 before the first record. */
  readonly lastN: number;
  /** Up to `recordsMax` records with an n above `afterN`, in order. */
  read(afterN: number, recordsMax: number): Promise<WrittenRecord[]>;
  /** Records up to n = `watermark` are committed: segments that nothing needs any more are deleted. */
  release(watermark: number): Promise<void>;
}
