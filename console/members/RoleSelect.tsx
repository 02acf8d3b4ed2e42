import { type Role, ROLE_TITLES } from "../session/roles.ts";

interface RoleSelectProps {
  label: string;
  roles: readonly Role[];
  role: Role;
  onChange: (role: Role) => void;
}

/** A role that is changed where it stands. */
export function RoleSelect({ label, roles, role, onChange }: RoleSelectProps) {
  return (
    <select
      class="select select-xs w-36 text-[0.8125rem]"
      aria-label={label}
      value={role}
      onChange={(event) => onChange(event.currentTarget.value as Role)}
    >
      {roles.map((one) => <option key={one} value={one} selected={one === role}>{ROLE_TITLES[one]}</option>)}
    </select>
  );
}
