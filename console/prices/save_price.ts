import type { Client } from "@urql/core";
import type { FormValues } from "../forms/read_text.ts";
import { refused, type Saved } from "../forms/saved.ts";
import {
  archivePriceMutation,
  createPriceMutation,
  restorePriceMutation,
  updatePriceMutation,
} from "../graphql/documents/prices.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome } from "../graphql/outcome.ts";
import { checkPrice, readTiers, type TierMultiplier } from "./price_input.ts";
import { type Price, PRICE_FIELDS, type PriceValues, readPriceForm } from "./price_values.ts";

interface SavePriceOptions {
  tenantId: string;
  /** The price and what its editor has seen of it; null for a new one. */
  edited: (Pick<Price, "id" | "version" | "provider" | "model">) | null;
}

/** Makes or changes a price of the draft, or tells what is wrong with the form. */
export async function savePrice(
  client: Client,
  { tenantId, edited }: SavePriceOptions,
  form: FormValues,
): Promise<Saved<Price> & { values: PriceValues }> {
  const filled = readPriceForm(form);
  // What a price is for stays what it is.
  const values = edited === null ? filled : { ...filled, provider: edited.provider ?? "", model: edited.model };
  const errors = checkPrice(values);
  if (errors !== null) return { kind: "refused", errors, values };
  const rates = ratesOf(values);
  const outcome = edited === null
    ? mutationOutcome(
      await client.mutation(createPriceMutation, {
        input: { tenantId, provider: values.provider || null, model: values.model, ...rates },
      }).toPromise(),
      (data) => data.createPrice,
    )
    : mutationOutcome(
      await client.mutation(updatePriceMutation, { input: { id: edited.id, version: edited.version, ...rates } })
        .toPromise(),
      (data) => data.updatePrice,
    );
  if (outcome.kind === "failed") return { ...refused(outcome, PRICE_FIELDS), values };
  return { kind: "saved", row: outcome.payload.price, values };
}

/** Takes a price out of use, or back into it; in the draft. */
export async function movePrice(
  client: Client,
  action: "archive" | "restore",
  { id, version }: Pick<Price, "id" | "version">,
): Promise<{ kind: "saved"; row: Price } | Failure> {
  const variables = { input: { id, version } };
  const outcome = action === "archive"
    ? mutationOutcome(await client.mutation(archivePriceMutation, variables).toPromise(), (data) => data.archivePrice)
    : mutationOutcome(await client.mutation(restorePriceMutation, variables).toPromise(), (data) => data.restorePrice);
  return outcome.kind === "failed" ? outcome : { kind: "saved", row: outcome.payload.price };
}

function ratesOf(values: PriceValues) {
  return {
    inputPerMillionUsd: values.inputPerMillionUsd || null,
    outputPerMillionUsd: values.outputPerMillionUsd || null,
    cacheReadPerMillionUsd: values.cacheReadPerMillionUsd || null,
    cacheWritePerMillionUsd: values.cacheWritePerMillionUsd || null,
    // Checked by now.
    tierMultipliers: readTiers(values.tierMultipliers) as TierMultiplier[],
  };
}
