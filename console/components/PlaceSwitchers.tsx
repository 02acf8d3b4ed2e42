import { projectPath, sectionEntry, sectionOf, sectionPath, tenantPath } from "../session/places.ts";
import type { Place, Tenant, Viewer } from "../session/viewer.ts";
import { Icon } from "./Icon.tsx";
import { PopoverMenu } from "./PopoverMenu.tsx";

interface PlaceSwitchersProps {
  viewer: Viewer;
  place: Place;
  pathname: string;
}

/** Tenant and project, each with a menu of the others. Another project opens on the page that is shown of this one. */
export function PlaceSwitchers({ viewer, place, pathname }: PlaceSwitchersProps) {
  const shown = sectionOf(pathname);
  // A tenant's page is the same for all its projects: choosing one leads to its records.
  const section = shown !== null && sectionEntry(shown).of === "project" ? shown : "logs";
  const projectHref = (tenant: Tenant, project: Tenant["projects"][number]) =>
    sectionPath(section, { tenant, project }) ?? projectPath(tenant, project);
  return (
    <nav aria-label="Tenant and project" class="flex min-w-0 items-center">
      <PopoverMenu
        id="tenants"
        label={`Tenant ${place.tenant.name}: choose another`}
        button={<span class="truncate">{place.tenant.name}</span>}
      >
        <SwitcherList
          title="Tenants"
          items={viewer.tenants.map((tenant) => ({
            id: tenant.id,
            name: tenant.name,
            href: tenantPath(tenant),
            isCurrent: tenant.id === place.tenant.id,
          }))}
        />
      </PopoverMenu>
      <span class="text-muted" aria-hidden="true">/</span>
      <PopoverMenu
        id="projects"
        label={place.project === null ? "Choose a project" : `Project ${place.project.name}: choose another`}
        button={<span class="truncate">{place.project?.name ?? "No project"}</span>}
      >
        <SwitcherList
          title="Projects"
          items={place.tenant.projects.map((project) => ({
            id: project.id,
            name: project.name,
            href: projectHref(place.tenant, project),
            isCurrent: project.id === place.project?.id,
          }))}
        />
      </PopoverMenu>
    </nav>
  );
}

interface SwitcherItem {
  id: string;
  name: string;
  href: string;
  isCurrent: boolean;
}

function SwitcherList({ title, items }: { title: string; items: readonly SwitcherItem[] }) {
  return (
    <>
      <p class="px-2 py-1 text-xs font-medium text-muted">{title}</p>
      <ul>
        {items.map(({ id, name, href, isCurrent }) => (
          <li key={id}>
            <a href={href} class="menu-item" aria-current={isCurrent ? "true" : undefined}>
              <span class="min-w-0 flex-1 truncate">{name}</span>
              {isCurrent && <Icon name="check" />}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
