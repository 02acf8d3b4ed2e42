import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const membershipFragment = graphql(`
  fragment MembershipRow on Membership {
    id
    role
    createdAt
    person {
      name
      email
    }
  }
`);

export const invitationFragment = graphql(`
  fragment InvitationRow on Invitation {
    id
    email
    role
    state
    sentAt
    expiresAt
    invitedBy {
      name
    }
    invitedByServiceAccount {
      name
    }
  }
`);

export const membersQuery = graphql(
  `
    query Members($slug: String!, $after: String, $withInvitations: Boolean!) {
      tenant(slug: $slug) {
        id
        members(first: 50, after: $after) {
          edges {
            node {
              ...MembershipRow
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        invitations(first: 50) @include(if: $withInvitations) {
          edges {
            node {
              ...InvitationRow
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
  [membershipFragment, invitationFragment],
);

export const invitationsQuery = graphql(
  `
    query Invitations($slug: String!, $after: String) {
      tenant(slug: $slug) {
        id
        invitations(first: 50, after: $after) {
          edges {
            node {
              ...InvitationRow
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
  [invitationFragment],
);

export const changeMemberRoleMutation = graphql(
  `
    mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
      changeMemberRole(input: $input) {
        __typename
        ... on ChangeMemberRolePayload {
          membership {
            ...MembershipRow
          }
        }
        ...Refusal
      }
    }
  `,
  [membershipFragment, refusalFragment],
);

export const removeMemberMutation = graphql(
  `
    mutation RemoveMember($input: RemoveMemberInput!) {
      removeMember(input: $input) {
        __typename
        ... on RemoveMemberPayload {
          membershipId
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const leaveTenantMutation = graphql(
  `
    mutation LeaveTenant($input: LeaveTenantInput!) {
      leaveTenant(input: $input) {
        __typename
        ... on LeaveTenantPayload {
          membershipId
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const transferOwnershipMutation = graphql(
  `
    mutation TransferOwnership($input: TransferOwnershipInput!) {
      transferOwnership(input: $input) {
        __typename
        ... on TransferOwnershipPayload {
          membership {
            ...MembershipRow
          }
          previous {
            ...MembershipRow
          }
        }
        ...Refusal
      }
    }
  `,
  [membershipFragment, refusalFragment],
);

export const inviteMemberMutation = graphql(
  `
    mutation InviteMember($input: InviteMemberInput!) {
      inviteMember(input: $input) {
        __typename
        ... on InviteMemberPayload {
          sent {
            acceptUrl
            mailed
            invitation {
              ...InvitationRow
            }
          }
        }
        ...Refusal
      }
    }
  `,
  [invitationFragment, refusalFragment],
);

export const resendInvitationMutation = graphql(
  `
    mutation ResendInvitation($input: ResendInvitationInput!) {
      resendInvitation(input: $input) {
        __typename
        ... on ResendInvitationPayload {
          sent {
            acceptUrl
            mailed
            invitation {
              ...InvitationRow
            }
          }
        }
        ...Refusal
      }
    }
  `,
  [invitationFragment, refusalFragment],
);

export const revokeInvitationMutation = graphql(
  `
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
      revokeInvitation(input: $input) {
        __typename
        ... on RevokeInvitationPayload {
          invitation {
            ...InvitationRow
          }
        }
        ...Refusal
      }
    }
  `,
  [invitationFragment, refusalFragment],
);

/** What an invitation's link shows to whoever has it. */
export const invitationPreviewQuery = graphql(`
  query InvitationPreview($token: String!) {
    invitation(token: $token) {
      tenantName
      email
      role
      invitedBy
    }
  }
`);

export const acceptInvitationMutation = graphql(
  `
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
      acceptInvitation(input: $input) {
        __typename
        ... on AcceptInvitationPayload {
          tenant {
            id
            slug
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
