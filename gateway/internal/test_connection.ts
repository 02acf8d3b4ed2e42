import { credentialContext } from "../../shared/contracts/credential.ts";
import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ConnectionTestOutcome, ConnectionTestRequest } from "../../shared/contracts/internal_call.ts";
import { providerPreset } from "../../shared/contracts/provider_input.ts";
import { baseUrlOf } from "../../shared/contracts/provider_kind.ts";
import { sealedFromJson } from "../../shared/vault/sealed_json.ts";
import { VaultError } from "../../shared/vault/vault_error.ts";
import { anthropicMessagesDialect } from "../dialects/anthropic_messages/dialect.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import type { ProviderAdapter } from "../providers/provider_adapter.ts";
import { PROVIDER_MESSAGE_MAX } from "../wires/provider_message.ts";
import type { ProviderCall } from "../wires/wire.ts";
import type { UpstreamRequest } from "../upstream/upstream.ts";
import { readModelList } from "./read_model_list.ts";
import { sendOnce, type WholeExchange } from "./send_once.ts";

/** How long a provider may take, milliseconds. */
export const CONNECTION_TEST_MS = 10_000;

/** What is asked of a model: as little as every API allows, since reasoning models refuse a single token. */
const ASKED_TOKENS = 16;

/** The model of a provider that has no list of models, and where none is named. */
const MOCK_MODEL = "demo";

/**
 * Calls a provider once and for real, through the adapter and the upstream that requests go through: a list of its models, or
 * a few tokens of `model` where one is named. Nothing of it is recorded or charged, and no circuit hears of it.
 */
export async function testConnection(
  gateway: Gateway,
  asked: ConnectionTestRequest,
  signal: AbortSignal,
): Promise<ConnectionTestOutcome> {
  const { provider: { kind, settings } } = asked;
  const adapter = gateway.dependencies.adapters(kind);
  if (adapter === null) return failed("not_found", `providers of the kind ${kind} are not available yet`);
  const secret = await openSecret(gateway, asked);
  if (secret === undefined) return failed("authentication", "the key cannot be decrypted by the gateway");
  if (secret === null && adapter.needsSecret) return failed("authentication", "this kind of provider needs a key");
  const call = probeCall(asked, secret);
  const list = asked.model === null && kind !== "mock" ? adapter.modelList(call) : null;
  if (list === null && asked.model === null && kind !== "mock") return failed("invalid_request", "name a model to ask");
  const request = list === null ? chatProbe(adapter, call) : { method: "GET" as const, ...list, body: null };
  if (request === null) return failed("invalid_request", "this kind of provider cannot be asked in this way");
  const answer = await sendOnce(gateway, { kind, request, timeoutMs: CONNECTION_TEST_MS }, signal);
  const told = judge(gateway, { adapter, call, isList: list !== null }, answer);
  const isPublic = list !== null && providerPreset(settings?.preset)?.modelListIsPublic === true;
  return {
    ...told,
    latencyMs: answer.latencyMs,
    status: answer.state === "answered" ? answer.status : null,
    keyProved: secret !== null && told.ok && !isPublic,
  };
}

type Told = Omit<ConnectionTestOutcome, "latencyMs" | "status" | "keyProved">;

/** Null: none was given. Undefined: it does not open. */
async function openSecret(gateway: Gateway, asked: ConnectionTestRequest): Promise<string | null | undefined> {
  const { credential, tenantId } = asked;
  if (credential === null) return null;
  try {
    // The tenant of the request: another one's key does not open under this one's name.
    const context = credentialContext(tenantId, credential.credentialId);
    return await gateway.dependencies.vault.open(sealedFromJson(credential), context);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return undefined;
  }
}

/** In Anthropic's words, since every adapter translates them into what its provider's models take. */
function probeCall({ provider, model }: ConnectionTestRequest, secret: string | null): ProviderCall {
  const named = model ?? MOCK_MODEL;
  const body = { model: named, max_tokens: ASKED_TOKENS, messages: [{ role: "user", content: "Say OK." }] };
  return {
    dialect: anthropicMessagesDialect.name,
    body,
    bodyBytes: new TextEncoder().encode(JSON.stringify(body)),
    model: named,
    stream: false,
    usageAsked: false,
    baseUrl: baseUrlOf(provider) ?? "http://provider.invalid",
    secret,
    settings: provider.settings ?? {},
    overrides: null,
    header: () => null,
  };
}

function chatProbe(adapter: ProviderAdapter, call: ProviderCall): Omit<UpstreamRequest, "connectTimeoutMs"> | null {
  const prepared = adapter.prepare(call);
  if (prepared.state === "refused") return null;
  const { url, headers, body } = prepared;
  return { method: "POST", url, headers, body };
}

function judge(
  gateway: Gateway,
  { adapter, call, isList }: { adapter: ProviderAdapter; call: ProviderCall; isList: boolean },
  answer: WholeExchange,
): Told {
  if (answer.state === "failed") return failure(answer.errorClass, answer.detail);
  const { status, headers, bytes } = answer;
  if (status < 200 || status > 299) {
    const fault = adapter.fault(call, status, headers, bytes, gateway.dependencies.clock.now());
    return failure(fault.errorClass, fault.message);
  }
  if (isList) {
    const modelsFound = readModelList(bytes);
    return modelsFound === null ? failure("malformed", NO_LIST) : { ...GOOD, modelsFound };
  }
  const read = adapter.answer(call, bytes);
  switch (read.state) {
    case "answered":
      return GOOD;
    case "failed":
      return failure(read.fault.errorClass, read.fault.message);
    case "malformed":
      return failure("malformed", read.detail);
  }
}

const NO_LIST = "what came is no list of models: is the base URL right?";

const GOOD: Told = { ok: true, errorClass: null, message: null, modelsFound: null };

function failure(errorClass: ErrorClass, message: string): Told {
  return { ok: false, errorClass, message: message.slice(0, PROVIDER_MESSAGE_MAX), modelsFound: null };
}

/** Nothing was sent. */
function failed(errorClass: ErrorClass, message: string): ConnectionTestOutcome {
  return { ...failure(errorClass, message), latencyMs: 0, status: null, keyProved: false };
}
