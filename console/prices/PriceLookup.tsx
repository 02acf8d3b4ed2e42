import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { EffectivePrice, EffectivePrices } from "./read_prices.ts";

interface PriceLookupProps {
  /** Whose price is asked for; empty fields before one was. */
  provider: string;
  model: string;
  providers: readonly string[];
  /** Null before anything was asked. */
  prices: EffectivePrices | null;
  /** Why it cannot be told. */
  problem: string | null;
}

/** What a model costs at a provider: a form that needs no script, and its answer. */
export function PriceLookup({ provider, model, providers, prices, problem }: PriceLookupProps) {
  return (
    <Card title="What a model costs">
      <form method="get" class="flex flex-wrap items-end gap-3">
        <div class="w-48">
          <SelectField
            id="lookup-provider"
            name="provider"
            label="Provider"
            options={providers.map((name) => ({ value: name, title: name }))}
            chosen={provider}
          />
        </div>
        <div class="w-72">
          <Field
            id="lookup-model"
            name="model"
            label="Model"
            autocomplete="off"
            spellcheck={false}
            required
            defaultValue={model}
            error={problem}
          />
        </div>
        <Button type="submit">Look up</Button>
      </form>
      {prices !== null && <Answer prices={prices} />}
    </Card>
  );
}

function Answer({ prices: { published, draft } }: { prices: EffectivePrices }) {
  return (
    <div class="mt-4 overflow-x-auto" role="region" aria-label="Price" tabIndex={0}>
      <table class="table table-sm max-w-3xl">
        <thead>
          <tr>
            <th scope="col">US dollars for a million tokens</th>
            <th scope="col" class="text-right">Gateways now</th>
            <th scope="col" class="text-right">After a publish</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row" class="font-normal">Whose price</th>
            <td class="text-right">{sourceOf(published)}</td>
            <td class="text-right">{sourceOf(draft)}</td>
          </tr>
          {RATES.map(({ title, name }) => (
            <tr key={name}>
              <th scope="row" class="font-normal">{title}</th>
              <td class="text-right tabular-nums">{rateOf(published, name)}</td>
              <td class="text-right tabular-nums">{rateOf(draft, name)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" class="font-normal">Service tiers</th>
            <td class="text-right">{tiersOf(published)}</td>
            <td class="text-right">{tiersOf(draft)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

const RATES = [
  { title: "Input", name: "input" },
  { title: "Output", name: "output" },
  { title: "Input from a cache", name: "cacheRead" },
  { title: "Input into a cache", name: "cacheWrite" },
  { title: "Reasoning", name: "reasoning" },
] as const;

function sourceOf(price: EffectivePrice | null): string {
  if (price === null) return "unpriced";
  return price.source === "OVERRIDE" ? "your own" : price.override === null ? "the list’s" : "the list’s, your tiers";
}

function rateOf(price: EffectivePrice | null, name: (typeof RATES)[number]["name"]): string {
  if (price === null) return "–";
  const rate = price[name];
  if (rate === null) return name === "reasoning" ? "as output" : "as other input";
  const steps = rate.steps.map(({ aboveInputTokens, perMillionUsd }) =>
    `; above ${aboveInputTokens.toLocaleString("en")} input tokens $${perMillionUsd}`
  );
  return `$${rate.perMillionUsd}${steps.join("")}`;
}

function tiersOf(price: EffectivePrice | null): string {
  return price?.tierMultipliers.map(({ tier, multiplier }) => `${tier} × ${multiplier}`).join(", ") || "–";
}
