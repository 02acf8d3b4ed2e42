import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import type { TroubledTarget } from "./fleet_words.ts";

/** The models of providers that gateways leave alone, or are about to try again. */
export function TroubledTable({ troubled }: { troubled: readonly { target: TroubledTarget; gateways: number }[] }) {
  return (
    <Card title="Targets in trouble" flush>
      <TableFrame label="Targets in trouble">
        <table class="table table-sm">
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">State</th>
              <th scope="col">Failure</th>
              <th scope="col" class="text-right">Failed calls</th>
              <th scope="col">Since</th>
              <th scope="col">Tried again</th>
              <th scope="col" class="text-right">Seen by</th>
            </tr>
          </thead>
          <tbody>
            {troubled.map(({ target, gateways }) => (
              <tr key={`${target.provider}/${target.model}`}>
                <th scope="row" class="font-normal">{`${target.provider}/${target.model}`}</th>
                <td>
                  <Badge tone={target.state === "CLOSED" ? "success" : "warning"}>{STATES[target.state]}</Badge>
                </td>
                <td>{target.errorClass.replaceAll("_", " ")}</td>
                <td class="text-right tabular-nums">{`${target.failures} of ${target.attempts}`}</td>
                <td>
                  <Time at={target.since} format="second" />
                </td>
                <td>{target.until === null ? "–" : <Time at={target.until} format="second" />}</td>
                <td class="text-right tabular-nums">{gateways}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

const STATES: Readonly<Record<TroubledTarget["state"], string>> = {
  OPEN: "left alone",
  HALF_OPEN: "being tried",
  CLOSED: "well again",
};
