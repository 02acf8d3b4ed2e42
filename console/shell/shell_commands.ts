import { mayManage, mayPublish } from "../session/roles.ts";
import { projectPath, sectionEntry, sectionOf, sectionPath, sectionsFor, tenantPath } from "../session/places.ts";
import type { Place, Viewer } from "../session/viewer.ts";
import { THEMES } from "../session/theme.ts";
import type { Command } from "./command.ts";

/** What the palette offers before it has asked the API: pages, places, and what can be begun. */
export function shellCommands(viewer: Viewer, place: Place | null, url: URL): Command[] {
  return [
    ...(place === null ? [] : [...pages(place), ...begun(place), ...projects(place, url.pathname)]),
    ...tenants(viewer, place),
    link("Pages", "Account", "/account", "profile sessions personal access tokens password"),
    link("Actions", "New personal access token", "/account#open-create-token", "ppt api"),
    link("Actions", "First steps", "/onboarding", "set up new team tenant onboarding"),
    ...THEMES.map((theme): Command => ({
      group: "Actions",
      title: `Theme: ${theme}`,
      words: "colours appearance",
      to: { kind: "post", action: "/theme", fields: { theme, next: url.pathname + url.search } },
    })),
    { group: "Actions", title: "Sign out", to: { kind: "post", action: "/sign-out", fields: {} } },
  ];
}

/** Where `g` and another key lead, as pairs of the key and the page. */
export function shellKeys(place: Place | null): readonly ShellKey[] {
  return place === null ? [] : sectionsFor(place).map(({ key, title, href }) => ({ key, title, href }));
}

export interface ShellKey {
  key: string;
  title: string;
  href: string;
}

function pages(place: Place): Command[] {
  return sectionsFor(place).map(({ title, href, group }) => link("Pages", title, href, group));
}

/** A dialog opens by the hash that has its id. */
function begun(place: Place): Command[] {
  const { role } = place.tenant;
  const at = (section: Parameters<typeof sectionPath>[0], rest: string) => {
    const path = sectionPath(section, place);
    return path === null ? null : path + rest;
  };
  const wanted: [boolean, string, string | null][] = [
    [mayPublish(role), "New API key", at("keys", "#open-create-key")],
    [mayPublish(role), "New route", at("routes", "/new")],
    [mayManage(role), "New provider", at("providers", "#open-create-provider")],
    [mayManage(role), "New policy", at("policies", "/new")],
    [mayManage(role), "New price", at("prices", "/new")],
    [mayPublish(role), "New project", at("projects", "#create-project")],
    [mayPublish(role), "Compare revisions", at("publish", "/compare")],
    [mayManage(role), "Invite a member", at("members", "#open-invite-member")],
    [mayManage(role), "New service account", at("service-accounts", "#open-create-service-account")],
    [mayManage(role), "New webhook", at("webhooks", "#open-create-webhook")],
    [true, "Export the configuration", at("settings", "#export")],
  ];
  return wanted.flatMap(([may, title, href]) => may && href !== null ? [link("Actions", title, href)] : []);
}

function projects({ tenant, project }: Place, pathname: string): Command[] {
  const section = sectionOf(pathname);
  return tenant.projects.filter(({ id }) => id !== project?.id).map((other) => {
    const isKept = section !== null && sectionEntry(section).of === "project";
    const href = isKept ? sectionPath(section, { tenant, project: other })! : projectPath(tenant, other);
    return link("Projects", other.name, href, "switch project");
  });
}

function tenants(viewer: Viewer, place: Place | null): Command[] {
  return viewer.tenants.filter(({ id }) => id !== place?.tenant.id)
    .map((tenant) => link("Tenants", tenant.name, tenantPath(tenant), "switch team tenant"));
}

function link(group: Command["group"], title: string, href: string, words?: string): Command {
  return { group, title, ...(words && { words }), to: { kind: "link", href } };
}
