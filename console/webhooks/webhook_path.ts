import { projectParam } from "../session/places.ts";

/** Where one endpoint's page is. */
export function webhookPath(webhooks: string, id: string): string {
  return `${webhooks}/${projectParam(id)}`;
}

/** The global id that the last part of such an address stands for. */
export function webhookIdOf(param: string): string {
  const base64 = param.replaceAll("-", "+").replaceAll("_", "/");
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}
