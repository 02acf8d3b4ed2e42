import { z } from "zod";
import { type BodyEntry, bodyEntry } from "../../contracts/captured_body.ts";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { BodyAppendResult, BodyDelivery, BodyStream, BodyStreamReader, BodyStreamWriter } from "../body_stream.ts";
import { jsonText } from "./json_text.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { isServerError } from "./redis_refusal.ts";
import { RedisScript } from "./redis_script.ts";

const GROUP = "recorders";
const CLAIM_IDLE_MS = 30_000;

const APPEND = new RedisScript(`
local held = tonumber(redis.call('GET', KEYS[2])) or 0
local bytes = 0
for i = 2, #ARGV do bytes = bytes + #ARGV[i] end
if held + bytes > tonumber(ARGV[1]) then return 'full' end
for i = 2, #ARGV do redis.call('XADD', KEYS[1], '*', 'entry', ARGV[i]) end
redis.call('INCRBY', KEYS[2], bytes)
return 'appended'
`);

// The count falls with the entries, and is nothing when there are none: it cannot drift.
const ACKNOWLEDGE = new RedisScript(`
local bytes = 0
for i = 2, #ARGV do
  local entry = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
  if entry then bytes = bytes + #entry[2][2] end
  redis.pcall('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
if redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[2])
elseif bytes > 0 then
  redis.call('DECRBY', KEYS[2], bytes)
end
return 'OK'
`);

const appendReply = z.enum(["appended", "full"]);
/** An entry; without fields, or nothing at all, where it was deleted while a consumer held it. */
const rawEntries = z.array(z.tuple([z.string(), z.array(z.string()).nullable()]).nullable());
const readReply = z.array(z.tuple([z.string(), rawEntries])).nullable();
const claimReply = z.tuple([z.string(), rawEntries]).rest(z.unknown());
const entryText = jsonText(bodyEntry);

/** The stream of captured bodies in Redis. */
export class RedisBodyStream implements BodyStream, BodyStreamReader, BodyStreamWriter {
  readonly writer = this;
  readonly reader = this;
  readonly #connection: RedisConnection;
  readonly #keys: string[];
  readonly #bytesMax: number;

  constructor(connection: RedisConnection, keys: RedisKeys, bytesMax: number) {
    this.#connection = connection;
    this.#keys = [keys.bodies, keys.bodiesBytes];
    this.#bytesMax = bytesMax;
  }

  async append(entries: readonly BodyEntry[]): Promise<BodyAppendResult> {
    const values = [this.#bytesMax, ...entries.map((entry) => JSON.stringify(entry))];
    try {
      const reply = await this.#connection.run(
        WORK_DEADLINE_MS,
        (redis) => APPEND.call(redis, this.#keys, values),
      );
      return { state: appendReply.parse(reply) };
    } catch (error) {
      return { state: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async read(
    consumer: string,
    { entriesMax, claimIdleMs = CLAIM_IDLE_MS }: { entriesMax: number; claimIdleMs?: number },
  ): Promise<BodyDelivery[]> {
    return await this.#inGroup(async () => {
      const own = await this.#readGroup(consumer, entriesMax, "0");
      if (own.length > 0) return own;
      const idle = await this.#claim(consumer, entriesMax, claimIdleMs);
      return idle.length > 0 ? idle : await this.#readGroup(consumer, entriesMax, ">");
    });
  }

  async acknowledge(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length === 0) return;
    await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => ACKNOWLEDGE.call(redis, this.#keys, [GROUP, ...entryIds]),
    );
  }

  /** Makes the group where there is none, as at the first start and after Redis was emptied. */
  async #inGroup<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isServerError(error) || !error.message.startsWith("NOGROUP")) throw error;
      await this.#makeGroup();
      return await work();
    }
  }

  async #makeGroup(): Promise<void> {
    try {
      await this.#connection.run(
        WORK_DEADLINE_MS,
        (redis) => redis.xgroup("CREATE", this.#keys[0]!, GROUP, "0", "MKSTREAM"),
      );
    } catch (error) {
      // Another recorder was quicker.
      if (!isServerError(error) || !error.message.startsWith("BUSYGROUP")) throw error;
    }
  }

  async #readGroup(consumer: string, count: number, after: "0" | ">"): Promise<BodyDelivery[]> {
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => redis.xreadgroup("GROUP", GROUP, consumer, "COUNT", count, "STREAMS", this.#keys[0]!, after),
    );
    return deliveries(readReply.parse(reply)?.[0]?.[1] ?? []);
  }

  async #claim(consumer: string, count: number, claimIdleMs: number): Promise<BodyDelivery[]> {
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => redis.xautoclaim(this.#keys[0]!, GROUP, consumer, Math.ceil(claimIdleMs), "0-0", "COUNT", count),
    );
    return deliveries(claimReply.parse(reply)[1]);
  }
}

function deliveries(entries: z.infer<typeof rawEntries>): BodyDelivery[] {
  return entries.filter((entry) => entry !== null).map(([entryId, fields]) => ({
    entryId,
    entry: entryText.safeParse(fields?.[1]).data ?? null,
  }));
}
