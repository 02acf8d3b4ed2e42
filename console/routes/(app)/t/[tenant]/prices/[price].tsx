import { HttpError, page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { NEW_PRICE, type Price, priceName, type PriceValues, priceValues } from "../../../../../prices/price_values.ts";
import { readPrice, readPrices } from "../../../../../prices/read_prices.ts";
import { savePrice } from "../../../../../prices/save_price.ts";
import { NEW_OBJECT, objectIdOf } from "../../../../../session/object_path.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import EditPrice from "./(_islands)/EditPrice.tsx";

interface PriceData {
  /** Null for a new one. */
  price: Price | null;
  providers: readonly string[];
  values: PriceValues;
  errors: FormErrors;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const data = await dataOf(ctx.state, ctx.params["price"]!);
    ctx.state.detail = titleOf(data.price);
    const values = data.price === null ? NEW_PRICE : priceValues(data.price);
    return page<PriceData>({ ...data, values, errors: NO_ERRORS });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const { client, tenant, place } = ctx.state;
    const form = await readForm(ctx.req);
    const data = await dataOf(ctx.state, ctx.params["price"]!);
    ctx.state.detail = titleOf(data.price);
    const edited = data.price && { ...data.price, version: Number(form.get("version")) || 0 };
    const outcome = await savePrice(client, { tenantId: tenant.id, edited }, form);
    if (outcome.kind === "saved") return ctx.redirect(sectionPath("prices", place!)!, 303);
    return page<PriceData>({ ...data, values: outcome.values, errors: outcome.errors }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { price, ...data }, state }) => (
  <>
    <PageHeader title={titleOf(price)} intro="A part of the draft: gateways reckon with it from the next publish." />
    <EditPrice
      {...data}
      tenantId={state.tenant.id}
      path={sectionPath("prices", state.place!)!}
      edited={price && { id: price.id, version: price.version, provider: price.provider, model: price.model }}
      canWrite={mayManage(state.tenant.role) && (price === null || price.archivedAt === null)}
    />
  </>
));

function titleOf(price: Price | null): string {
  return price === null ? "New price" : priceName(price);
}

async function dataOf({ client, tenant }: State, param: string) {
  if (param === NEW_OBJECT) {
    const read = await readPrices(client, { slug: tenant.slug, after: null, includeArchived: false });
    if (read.kind === "failed") throw httpErrorOf(read);
    return { price: null, providers: read.providers };
  }
  const read = await readPrice(client, { tenantId: tenant.id, id: objectIdOf(param) });
  if (read.kind === "failed") throw read.reason === "validation" ? new HttpError(404) : httpErrorOf(read);
  if (read.price === null) throw new HttpError(404);
  return { price: read.price, providers: [] };
}
