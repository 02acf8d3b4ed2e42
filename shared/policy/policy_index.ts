import type { Limit, Policy } from "../contracts/policy.ts";
import { type CompiledPolicy, compileKey, compilePolicy } from "./compiled_policy.ts";
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
  /** By the list of limits: a changed key comes with a new list. */
  readonly #ofKeyLimits = new WeakMap<readonly Limit[], { apiKeyId: string; own: readonly CompiledPolicy[] }>();

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

  /** Policies on any key of a project; whether they apply may still depend on the model and the end user. */
  ofProject(projectId: string): readonly CompiledPolicy[] {
    const known = this.#ofProject.get(projectId);
    if (known !== undefined) return known;
    const found = this.#general.filter(({ scope }) =>
      scope.type === "tenant" || scope.type === "api_key" || (scope.projectId ?? projectId) === projectId
    );
    this.#ofProject.set(projectId, found);
    return found;
  }

  /** Policies that name this key. */
  ofKey(apiKeyId: string): readonly CompiledPolicy[] {
    return this.#ofKey.get(apiKeyId) ?? NONE;
  }

  /** The key's own limits. */
  ownOf(key: { apiKeyId: string; name: string; limits: readonly Limit[] }): readonly CompiledPolicy[] {
    if (key.limits.length === 0) return NONE;
    const known = this.#ofKeyLimits.get(key.limits);
    if (known?.apiKeyId === key.apiKeyId) return known.own;
    const compiled = compileKey(key);
    const own = compiled === null ? NONE : [compiled];
    this.#ofKeyLimits.set(key.limits, { apiKeyId: key.apiKeyId, own });
    return own;
  }
}

const NONE: readonly CompiledPolicy[] = [];
