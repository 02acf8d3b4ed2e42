import { graphql } from "../graphql.ts";

const budgetFragment = graphql(`
  fragment Budget on Budget {
    name
    action
    perEach
    period
    periodStart
    resetsAt
    maxNanoUsd
    policy {
      id
    }
    apiKey {
      id
      name
      project {
        id
        name
      }
    }
    scope {
      type
      model
      apiKey {
        id
        name
      }
      project {
        id
        name
      }
    }
    state {
      counterKey
      source
      spentNanoUsd
      reservedNanoUsd
      remainingNanoUsd
      share
      forecastNanoUsd
    }
  }
`);

/** How limits on money stand. */
export const budgetsQuery = graphql(
  `
    query Budgets($tenantId: ID!, $first: Int!, $after: String, $spenders: Int!) {
      budgets(tenantId: $tenantId, first: $first, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...Budget
            topSpenders(first: $spenders) {
              pageInfo {
                hasNextPage
              }
              edges {
                node {
                  counterKey
                  endUser
                  apiKey {
                    id
                    name
                  }
                  spentNanoUsd
                  share
                  forecastNanoUsd
                }
              }
            }
          }
        }
      }
    }
  `,
  [budgetFragment],
);

/** Cost by hour or day, for how a budget was used up. */
export const budgetCostQuery = graphql(`
  query BudgetCost(
    $tenantId: ID!
    $bucket: UsageBucket!
    $timeZone: String
    $from: DateTime!
    $to: DateTime!
    $filter: UsageFilter
  ) {
    usageSeries(tenantId: $tenantId, bucket: $bucket, timeZone: $timeZone, from: $from, to: $to, filter: $filter) {
      points {
        at
        usage {
          costNanoUsd
        }
      }
    }
  }
`);
