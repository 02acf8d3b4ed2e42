import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const priceFragment = graphql(`
  fragment Price on Price {
    id
    provider
    model
    inputPerMillionUsd
    outputPerMillionUsd
    cacheReadPerMillionUsd
    cacheWritePerMillionUsd
    tierMultipliers {
      tier
      multiplier
    }
    archivedAt
    updatedAt
    version
  }
`);

export const pricesQuery = graphql(
  `
    query Prices($slug: String!, $first: Int, $after: String, $includeArchived: Boolean) {
      tenant(slug: $slug) {
        id
        draftDiffers
        currentRevision {
          number
          publishedAt
        }
        providers(first: 100) {
          edges {
            node {
              name
            }
          }
        }
        prices(first: $first, after: $after, includeArchived: $includeArchived) {
          edges {
            node {
              ...Price
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [priceFragment],
);

export const priceQuery = graphql(
  `
    query Price($id: ID!) {
      node(id: $id) {
        __typename
        ... on Price {
          ...Price
          tenant {
            id
          }
        }
      }
    }
  `,
  [priceFragment],
);

const rateFragment = graphql(`
  fragment Rate on TokenRate {
    perMillionUsd
    steps {
      aboveInputTokens
      perMillionUsd
    }
  }
`);

/** What a model costs, as gateways reckon and as they would after a publish. */
export const effectivePriceQuery = graphql(
  `
    query EffectivePrice($tenantId: ID!, $provider: String!, $model: String!, $published: Boolean!) {
      effectivePrice(tenantId: $tenantId, provider: $provider, model: $model, published: $published) {
        source
        version
        perRequestUsd
        override {
          id
        }
        input {
          ...Rate
        }
        output {
          ...Rate
        }
        cacheRead {
          ...Rate
        }
        cacheWrite {
          ...Rate
        }
        reasoning {
          ...Rate
        }
        tierMultipliers {
          tier
          multiplier
        }
      }
    }
  `,
  [rateFragment],
);

export const createPriceMutation = graphql(
  `
    mutation CreatePrice($input: CreatePriceInput!) {
      createPrice(input: $input) {
        __typename
        ... on CreatePricePayload {
          price {
            ...Price
          }
        }
        ...Refusal
      }
    }
  `,
  [priceFragment, refusalFragment],
);

export const updatePriceMutation = graphql(
  `
    mutation UpdatePrice($input: UpdatePriceInput!) {
      updatePrice(input: $input) {
        __typename
        ... on UpdatePricePayload {
          price {
            ...Price
          }
        }
        ...Refusal
      }
    }
  `,
  [priceFragment, refusalFragment],
);

export const archivePriceMutation = graphql(
  `
    mutation ArchivePrice($input: ArchivePriceInput!) {
      archivePrice(input: $input) {
        __typename
        ... on ArchivePricePayload {
          price {
            ...Price
          }
        }
        ...Refusal
      }
    }
  `,
  [priceFragment, refusalFragment],
);

export const restorePriceMutation = graphql(
  `
    mutation RestorePrice($input: RestorePriceInput!) {
      restorePrice(input: $input) {
        __typename
        ... on RestorePricePayload {
          price {
            ...Price
          }
        }
        ...Refusal
      }
    }
  `,
  [priceFragment, refusalFragment],
);
