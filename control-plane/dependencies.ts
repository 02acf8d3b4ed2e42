import type { AddressPolicy } from "../shared/network/address_policy.ts";
import type { Logger } from "../shared/logging/logger.ts";
import type { Clock } from "../shared/time/clock.ts";
import type { Transport } from "../shared/transport/transport.ts";
import type { Vault } from "../shared/vault/vault.ts";
import type { Mailer } from "./authentication/mailer.ts";
import type { AccessChanges } from "./authorization/access_changes.ts";
import type { Database } from "./database.ts";
import type { FleetWatch } from "./fleet/fleet_watch.ts";
import type { GatewayCalls } from "./gateway-calls/gateway_calls.ts";
import type { LogTail } from "./logs/log_tail.ts";
import type { Outbox } from "./publishing/outbox.ts";
import type { LiveUsage } from "./usage/live_usage.ts";
import type { WebhookSender } from "./webhooks/webhook_sender.ts";

/** What services work with, made once a process. */
export interface Dependencies {
  readonly db: Database;
  /** The same database by connections of their own, for searches of records: a slow one ends, and keeps nobody else waiting. */
  readonly searchDb: Database;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly transport: Transport;
  readonly outbox: Outbox;
  readonly logTail: LogTail;
  readonly liveUsage: LiveUsage;
  readonly fleetWatch: FleetWatch;
  readonly accessChanges: AccessChanges;
  /** Null where nobody can be sent mail: links are handed over instead. */
  readonly mailer: Mailer | null;
  readonly webhookSender: WebhookSender;
  readonly gatewayCalls: GatewayCalls;
  /** Where providers and webhooks may be. */
  readonly addressPolicy: AddressPolicy;
  readonly logger: Logger;
  readonly settings: Settings;
}

/** The machine's own way to other hosts. */
export const machineFetch: typeof fetch = (input, init) => fetch(input, init);

/** What the environment decides about the services' behaviour. */
export interface Settings {
  /**
   * Who may make an account: anyone, those who were invited, or nobody. Unless `open`, only the owner of a tenant may
   * make another one.
   */
  readonly signup: "open" | "invite" | "off";
  /** Days before today that request records are kept at most; tenants may keep theirs for a shorter time. */
  readonly logRetentionDays: number;
  /** Where browsers reach the console, without a slash at its end: what links in mails begin with. */
  readonly publicConsoleUrl: string;
  /** Days after which a new token must end at the latest; null: it need not end. */
  readonly tokenDaysMax: number | null;
}
