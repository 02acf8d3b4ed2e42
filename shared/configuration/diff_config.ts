import type { ConfigContent, RevisionProject, RevisionRoute } from "../contracts/config_revision.ts";
import {
  type ConfigChange,
  type ConfigSubject,
  type ConfigSubjectType,
  diffField,
  nameSubject,
  type PartChange,
  withSubject,
} from "./config_change.ts";
import { diffPolicy } from "./diff_policy.ts";
import { diffPrice, namePrice } from "./diff_price.ts";
import { diffProvider } from "./diff_provider.ts";
import { diffRouteTree } from "./diff_route_tree.ts";

/**
 * What differs between two configurations of one tenant, in the order of the tenant, providers, projects, routes,
 * policies and prices. Objects are the same by their ids, prices by what they are for. `from` is null before the first.
 *
 * None exactly when both hash equal, given that lists are in the order in which drafts are compiled.
 */
export function diffConfig(from: ConfigContent | null, to: ConfigContent): ConfigChange[] {
  const before = from ?? NOTHING;
  const names = new Map([...before.projects, ...to.projects].map(({ id, name }) => [id, name]));
  const projectName = (id: string) => names.get(id) ?? id;
  return [
    ...diffTenant(from, to),
    ...diffObjects("provider", before.providers, to.providers, { parts: diffProvider }),
    ...diffObjects("project", before.projects, to.projects, { parts: diffProject }),
    ...diffObjects("route", before.routes, to.routes, {
      parts: (one, other) => diffRoute(one, other, projectName),
      project: ({ projectId }) => projectName(projectId),
    }),
    ...diffObjects("policy", before.policies, to.policies, {
      parts: (one, other) => diffPolicy(one, other, projectName),
    }),
    ...diffObjects("price", prices(before), prices(to), { parts: (one, other) => diffPrice(one.price, other.price) }),
  ];
}

const NOTHING = { projects: [], routes: [], policies: [], providers: [], priceOverrides: [] } satisfies Partial<
  ConfigContent
>;

function diffTenant(from: ConfigContent | null, to: ConfigContent): ConfigChange[] {
  const subject: ConfigSubject = { type: "tenant", id: to.tenantId, name: "", project: null };
  const parts: PartChange[] = [
    ...diffField(from?.timeZone, to.timeZone, { aspect: "time_zone", path: "/timeZone", name: "time zone" }),
    ...diffField(from?.priceBookDigest, to.priceBookDigest, {
      aspect: "price_book",
      path: "/priceBookDigest",
      name: "price book",
    }),
  ];
  return parts.map((part) => withSubject(subject, part));
}

interface Named {
  id: string;
  name: string;
}

interface ObjectRules<T> {
  /** What changed of an object that stayed, its name aside. */
  parts(before: T, after: T): PartChange[];
  /** The name of the project that it belongs to. */
  project?(object: T): string;
}

function diffObjects<T extends Named>(
  type: ConfigSubjectType,
  before: readonly T[],
  after: readonly T[],
  { parts, project }: ObjectRules<T>,
): ConfigChange[] {
  const earlier = new Map(before.map((object) => [object.id, object]));
  const later = new Set(after.map(({ id }) => id));
  const subjectOf = (object: T): ConfigSubject => ({
    type,
    id: type === "price" ? null : object.id,
    name: object.name,
    project: project?.(object) ?? null,
  });
  const whole = (object: T, kind: "added" | "removed"): ConfigChange => {
    const subject = subjectOf(object);
    const value = type === "price" ? (object as unknown as { price: unknown }).price : object;
    const [was, is] = kind === "added" ? [null, value] : [value, null];
    const sentence = `${nameSubject(subject)} ${kind}.`;
    return { kind, subject, aspect: "object", path: "", before: was, after: is, sentence };
  };
  return [
    ...before.filter(({ id }) => !later.has(id)).map((object) => whole(object, "removed")),
    ...after.flatMap((object) => {
      const old = earlier.get(object.id);
      if (old === undefined) return [whole(object, "added")];
      return [
        ...renamed(old.name, subjectOf(object)),
        ...parts(old, object).map((p) => withSubject(subjectOf(object), p)),
      ];
    }),
  ];
}

function renamed(before: string, subject: ConfigSubject): ConfigChange[] {
  if (before === subject.name) return [];
  const sentence = `${nameSubject({ ...subject, name: before })} renamed to '${subject.name}'.`;
  return [{ kind: "renamed", subject, aspect: "name", path: "/name", before, after: subject.name, sentence }];
}

function diffProject(before: RevisionProject, after: RevisionProject): PartChange[] {
  return [
    ...diffField(before.allowDirectModels, after.allowDirectModels, {
      aspect: "allow_direct_models",
      path: "/allowDirectModels",
      name: "addressing models past every route",
      show: (allowed: boolean) => allowed ? "allowed" : "refused",
    }),
    ...diffField(before.capture, after.capture, { aspect: "capture", path: "/capture", name: "capture of bodies" }),
  ];
}

function diffRoute(
  before: RevisionRoute,
  after: RevisionRoute,
  projectName: (id: string) => string,
): PartChange[] {
  return [
    ...diffField(before.projectId, after.projectId, {
      aspect: "project",
      path: "/projectId",
      name: "project",
      show: (id: string) => `'${projectName(id)}'`,
    }),
    ...diffField(before.aliases, after.aliases, {
      aspect: "aliases",
      path: "/aliases",
      name: "aliases",
      show: (aliases: string[]) => aliases.join(", "),
    }),
    ...diffField(before.cache, after.cache, { aspect: "cache", path: "/cache", name: "cache" }),
    ...diffRouteTree(before.tree, after.tree, "/tree"),
  ];
}

/** A price has no id: it is what it is for. Were one told twice, each would count by its position among them. */
function prices({ priceOverrides }: Pick<ConfigContent, "priceOverrides">) {
  const seen = new Map<string, number>();
  return priceOverrides.map((price) => {
    const key = JSON.stringify([price.provider, price.model]);
    const position = seen.get(key) ?? 0;
    seen.set(key, position + 1);
    return { id: `${key} ${position}`, name: namePrice(price), price };
  });
}
