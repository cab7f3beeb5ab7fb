/** The part of GitHub's published GraphQL schema that muster asks for, word for word. A test holds it against the whole. */
export const schemaText = `
scalar DateTime
scalar URI

type Query {
  node(id: ID!): Node
  organization(login: String!): Organization
  rateLimit: RateLimit
  user(login: String!): User
  viewer: User!
}

interface Node { id: ID! }

type RateLimit {
  cost: Int!
  limit: Int!
  nodeCount: Int!
  remaining: Int!
  resetAt: DateTime!
  used: Int!
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
}

type User implements Node {
  databaseId: Int
  id: ID!
  login: String!
  name: String
}

type Organization implements Node {
  databaseId: Int
  id: ID!
  login: String!
  membersWithRole(after: String, before: String, first: Int, last: Int): OrganizationMemberConnection!
  name: String
  repository(followRenames: Boolean = true, name: String!): Repository
  requiresTwoFactorAuthentication: Boolean
  teams(after: String, before: String, first: Int, last: Int): TeamConnection!
}

enum OrganizationMemberRole { ADMIN MEMBER }

type OrganizationMemberConnection {
  edges: [OrganizationMemberEdge]
  nodes: [User]
  pageInfo: PageInfo!
  totalCount: Int!
}

type OrganizationMemberEdge {
  cursor: String!
  hasTwoFactorEnabled: Boolean
  node: User
  role: OrganizationMemberRole
}

enum TeamPrivacy { SECRET VISIBLE }
enum TeamNotificationSetting { NOTIFICATIONS_DISABLED NOTIFICATIONS_ENABLED }
enum TeamMemberRole { MAINTAINER MEMBER }
enum TeamMembershipType { ALL CHILD_TEAM IMMEDIATE }
enum RepositoryPermission { ADMIN MAINTAIN READ TRIAGE WRITE }

type TeamConnection {
  edges: [TeamEdge]
  nodes: [Team]
  pageInfo: PageInfo!
  totalCount: Int!
}

type TeamEdge {
  cursor: String!
  node: Team
}

type Team implements Node {
  databaseId: Int
  description: String
  id: ID!
  invitations(after: String, before: String, first: Int, last: Int): OrganizationInvitationConnection
  members(after: String, before: String, first: Int, last: Int, membership: TeamMembershipType = ALL): TeamMemberConnection!
  name: String!
  notificationSetting: TeamNotificationSetting!
  parentTeam: Team
  privacy: TeamPrivacy!
  repositories(after: String, before: String, first: Int, last: Int): TeamRepositoryConnection!
  slug: String!
}

type TeamMemberConnection {
  edges: [TeamMemberEdge]
  nodes: [User]
  pageInfo: PageInfo!
  totalCount: Int!
}

type TeamMemberEdge {
  cursor: String!
  node: User!
  role: TeamMemberRole!
}

type TeamRepositoryConnection {
  edges: [TeamRepositoryEdge]
  nodes: [Repository]
  pageInfo: PageInfo!
  totalCount: Int!
}

type TeamRepositoryEdge {
  cursor: String!
  node: Repository!
  permission: RepositoryPermission!
}

type Repository implements Node {
  databaseId: Int
  id: ID!
  isArchived: Boolean!
  name: String!
}

enum OrganizationInvitationRole { ADMIN BILLING_MANAGER DIRECT_MEMBER REINSTATE }

type OrganizationInvitationConnection {
  edges: [OrganizationInvitationEdge]
  nodes: [OrganizationInvitation]
  pageInfo: PageInfo!
  totalCount: Int!
}

type OrganizationInvitationEdge {
  cursor: String!
  node: OrganizationInvitation
}

type OrganizationInvitation implements Node {
  createdAt: DateTime!
  email: String
  id: ID!
  invitee: User
  role: OrganizationInvitationRole!
}
`;
