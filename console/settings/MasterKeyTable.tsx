import { Badge } from "../components/Badge.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import type { Installation } from "./read_settings.ts";

/** What is sealed with which master key. */
export function MasterKeyTable({ usage }: { usage: Installation["masterKeyUsage"] }) {
  return (
    <div>
      <h3 class="mb-1 font-medium">Master keys</h3>
      <TableFrame label="What master keys seal">
        <table class="table">
          <thead>
            <tr>
              {["Key", "Seals", "How many"].map((title) => <th key={title} scope="col">{title}</th>)}
            </tr>
          </thead>
          <tbody>
            {usage.map(({ masterKeyId, kind, count, current }) => (
              <tr key={`${masterKeyId}/${kind}`}>
                <td>
                  <code>{masterKeyId}</code>{" "}
                  {current ? <Badge tone="success">Current</Badge> : <Badge tone="warning">Older</Badge>}
                </td>
                <td>{KINDS[kind]}</td>
                <td class="tabular-nums">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

const KINDS: Readonly<Record<Installation["masterKeyUsage"][number]["kind"], string>> = {
  CANARY: "What proves the keys at every start",
  PROVIDER_KEY: "Keys of providers",
  REQUEST_BODY: "Captured prompts and answers",
  WEBHOOK_SECRET: "Secrets of webhooks",
};
