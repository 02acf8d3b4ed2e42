import type { Limit, Policy } from "../contracts/policy.ts";
import { type CompiledPolicy, compileKey, compilePolicy, policyForKey } from "./compiled_policy.ts";
import { SpendPeriods } from "./spend_period.ts";

/**
 * A tenant's policies, compiled once for each revision, so that a request costs microseconds, and nothing where none applies.
 */
export class PolicyIndex {
  /** No policy at all: only limits of a key's own can apply. */
  readonly isEmpty: boolean;
  readonly #timeZone: string;
  #periods: SpendPeriods | null = null;
  /** Policies that name one key, by it. */
  readonly #ofKey = new Map<string, CompiledPolicy[]>();
  /** All others. */
  readonly #general: CompiledPolicy[] = [];
  readonly #ofProject = new Map<string, CompiledPolicy[]>();
  /** By the key as it is known: a changed one comes anew. */
  readonly #ofCaller = new WeakMap<LimitedKey, CallerPolicies>();

  /** Throws a RangeError where there is a budget and `timeZone` is no IANA time zone; tenants are held to one. */
  constructor(policies: readonly Policy[], timeZone: string) {
    this.isEmpty = policies.length === 0;
    this.#timeZone = timeZone;
    for (const policy of policies) {
      const compiled = compilePolicy(policy);
      if (policy.scope.type === "api_key" && policy.scope.apiKeyId !== undefined) {
        const ofKey = this.#ofKey.get(policy.scope.apiKeyId);
        if (ofKey === undefined) this.#ofKey.set(policy.scope.apiKeyId, [compiled]);
        else ofKey.push(compiled);
      } else {
        this.#general.push(compiled);
      }
    }
    if (policies.some((policy) => policy.limits.some((limit) => limit.type === "spend"))) this.periods;
  }

  /** The calendar that budgets go by. Throws as the constructor does, for the first budget of a key's own. */
  get periods(): SpendPeriods {
    return this.#periods ??= new SpendPeriods(this.#timeZone);
  }

  /**
   * Policies on a project, on all keys and on this one, and the key's own limits, in this order; whether they apply may still
   * depend on the model and the end user.
   */
  ofCaller(projectId: string, apiKeyId: string, key: LimitedKey): readonly CompiledPolicy[] {
    const known = this.#ofCaller.get(key);
    if (known !== undefined && known.projectId === projectId && known.apiKeyId === apiKeyId) return known.policies;
    const ofProject = this.#ofProjectId(projectId);
    const ofKey = this.#ofKey.get(apiKeyId) ?? NONE;
    const own = compileKey(key);
    const all = own === null ? [...ofProject, ...ofKey] : [...ofProject, ...ofKey, own];
    const policies = all.map((policy) => policyForKey(policy, apiKeyId));
    this.#ofCaller.set(key, { projectId, apiKeyId, policies });
    return policies;
  }

  #ofProjectId(projectId: string): readonly CompiledPolicy[] {
    const known = this.#ofProject.get(projectId);
    if (known !== undefined) return known;
    const found = this.#general.filter(({ scope }) =>
      scope.type === "tenant" || scope.type === "api_key" || (scope.projectId ?? projectId) === projectId
    );
    this.#ofProject.set(projectId, found);
    return found;
  }
}

interface LimitedKey {
  apiKeyId: string;
  name: string;
  limits: readonly Limit[];
}

interface CallerPolicies {
  projectId: string;
  apiKeyId: string;
  policies: readonly CompiledPolicy[];
}

const NONE: readonly CompiledPolicy[] = [];
